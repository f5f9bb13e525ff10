commands = {
  ["systemctl list-units --all --plain --no-legend --no-pager"] = [[
dev-sda1.device                     loaded    active   plugged   QEMU_HARDDISK 1
-.mount                             loaded    active   mounted   Root Mount
home.mount                          not-found inactive dead      home.mount
apt-daily-upgrade.service           loaded    inactive dead      Daily apt upgrade and clean activities
certbot.service                     loaded    failed   failed    Certbot
cron.service                        loaded    active   running   Regular background program processing daemon
getty@tty1.service                  loaded    active   running   Getty on tty1
man-db.service                      loaded    activating start   Daily man-db regeneration
networking.service                  loaded    active   exited    Raise network interfaces
ssh.service                         loaded    active   running   OpenBSD Secure Shell server
systemd-journald.service            loaded    active   running   Journal Service
system.slice                        loaded    active   active    System Slice
multi-user.target                   loaded    active   active    Multi-User System
nfs-server.target                   not-found inactive dead      nfs-server.target
apt-daily.timer                     loaded    active   waiting   Daily apt download activities
]],
}
