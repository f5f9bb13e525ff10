settings = { ups = { "rack@nas" } }
commands = {
  ["upsc rack@nas"] = [[
battery.charge: 100
battery.temperature: 28.0
battery.voltage: 27.40
input.voltage: 229.9
ups.load: 12.5
ups.status: OL RB
ups.temperature: 33.0
]],
}
