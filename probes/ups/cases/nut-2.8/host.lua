settings = { ups = { "office" } }
commands = {
  ["upsc office"] = [[
battery.charge: 87
battery.charge.low: 20
battery.runtime: 1935
battery.voltage: 27.1
device.mfr: Dummy Manufacturer
device.model: Dummy UPS
device.type: ups
driver.name: dummy-ups
driver.parameter.mode: dummy-once
driver.parameter.pollinterval: 2
driver.parameter.port: office.dev
driver.parameter.synchronous: auto
driver.version: 2.8.0
driver.version.internal: 0.15
input.voltage: 231.0
output.voltage: 230.0
ups.load: 23
ups.mfr: Dummy Manufacturer
ups.model: Dummy UPS
ups.status: OB DISCHRG
ups.temperature: 31.5
]],
}
