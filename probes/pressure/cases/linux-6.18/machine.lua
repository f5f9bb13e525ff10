seconds = 9.38
