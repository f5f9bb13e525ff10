settings = { ups = { "office" } }
commands = { ["upsc office"] = "" }
