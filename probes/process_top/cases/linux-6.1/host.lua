settings = { count = 3 }
