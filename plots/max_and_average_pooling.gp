# title: Max and average pooling
# lab: 6
# shows: Windows of 2×2 with stride 2 on a part of the convolution's input. Each window becomes one number, its maximum
#   or its mean; there are no weights. An image of 4×4 becomes one of 2×2.
# serves: F-58; 002:476-485; 003:322-334
# data: sliding_windows
set title "Pooling 2×2, stride 2: one number a window"
drawing = "pooling"
load plots."schematic.gp"
