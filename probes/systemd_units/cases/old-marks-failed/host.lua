commands = {
  ["systemctl list-units --all --plain --no-legend --no-pager"] = [[
● certbot.service loaded failed failed Certbot
  cron.service loaded active running Cron
* old.service not-found inactive dead old.service
]],
}
