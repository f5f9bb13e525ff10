commands = {
  ["chronyc -n tracking"] = [[
Reference ID    : 7F7F0101 ()
Stratum         : 10
Ref time (UTC)  : Sun Nov 22 17:41:53 2026
System time     : 0.000000000 seconds fast of NTP time
Last offset     : +0.000000000 seconds
RMS offset      : 0.000000000 seconds
Frequency       : 0.000 ppm slow
Residual freq   : +0.000 ppm
Skew            : 0.000 ppm
Root delay      : 0.000000000 seconds
Root dispersion : 0.000000000 seconds
Update interval : 0.0 seconds
Leap status     : Normal
]],
}
