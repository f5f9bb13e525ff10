settings = { names = { "java", "bash" } }
