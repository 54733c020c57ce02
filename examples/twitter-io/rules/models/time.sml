# Lengths of windows, in seconds.
Minute = 60
TenMinutes = 10 * 60
Hour = 60 * 60
Day = 24 * 60 * 60
Week = 7 * 24 * 60 * 60
