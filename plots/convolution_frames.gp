# title: A convolution cell by cell
# lab: 6
# shows: Nine frames, row by row: the patch on which the kernel lies, blue, and the output that comes of it, orange.
#   The kernel moves by one pixel and stays inside the input, so that 5×5 pixels make 3×3 outputs.
# serves: F-56; 002:446-475
# data: sliding_windows
set title "The kernel moves on: nine places, nine outputs"
drawing = "frames"
load plots."schematic.gp"
