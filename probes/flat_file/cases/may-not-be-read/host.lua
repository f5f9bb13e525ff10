settings = { files = { cellar = "/mnt/1wire/x/temperature" } }
