settings = { names = { "httpd", "sleep", "kthreadd", "absent" } }
