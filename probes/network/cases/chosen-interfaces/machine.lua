settings = { interfaces = { "docker0" } }
