seconds = 48.27
