commands = {
  ["chronyc -n tracking"] = [[
506 Cannot talk to daemon
]],
}
