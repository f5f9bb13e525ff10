read = { "/mnt/1wire" }
settings = { files = { cellar = "/mnt/1wire/28.FF8A2C611604/temperature" } }
