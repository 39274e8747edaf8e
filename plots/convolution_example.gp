# title: A convolution by hand
# lab: 6
# shows: The kernel lies on the input's upper left corner: nine products of a pixel and a weight, and their sum is the
#   first output. The kernel is not turned round, so that mathematics calls this a cross-correlation.
# serves: F-56; 002:446-475
# data: sliding_windows
set title sprintf("Convolution: nine products, and their sum is %g", fact("conv_0"))
drawing = "convolution"
load plots."schematic.gp"
