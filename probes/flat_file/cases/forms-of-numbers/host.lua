settings = {
  files = { a = "/etc/n/a", b = "/etc/n/b", c = { path = "/etc/n/c", offset = 1 }, d = "/etc/n/d" },
}
