facts = { pid = 7 }
