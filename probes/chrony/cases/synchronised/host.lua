commands = {
  ["chronyc -n tracking"] = [[
Reference ID    : A29FC801 (162.159.200.1)
Stratum         : 4
Ref time (UTC)  : Sun Nov 22 09:57:14 2026
System time     : 0.000217381 seconds slow of NTP time
Last offset     : -0.000211093 seconds
RMS offset      : 0.000514822 seconds
Frequency       : 14.207 ppm fast
Residual freq   : -0.013 ppm
Skew            : 0.192 ppm
Root delay      : 0.009214371 seconds
Root dispersion : 0.001372640 seconds
Update interval : 258.4 seconds
Leap status     : Normal
]],
}
