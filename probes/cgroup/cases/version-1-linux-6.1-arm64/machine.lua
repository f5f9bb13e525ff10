seconds = 23.69
