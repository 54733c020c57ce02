# Lengths of windows, in seconds.
HalfHour = 30 * 60
Hour = 60 * 60
SixHours = 6 * 60 * 60
Day = 24 * 60 * 60
Week = 7 * 24 * 60 * 60
