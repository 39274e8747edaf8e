# pictures.gp: grey pictures of a table of compute/images.h, side by side in one plot, a pixel being a unit wide and
# high. Before it is loaded, `columns` is how many stand in a row, `step` the distance from one to the next, and
# `heading` the title: over a plot that keeps its proportions gnuplot's own would float.
#
#   load plots."pictures.gp"
#   plot for [i=0:9] table every :::i::i using (at_x(i)):(at_y(i)):"value" with image
at_x(i) = column("column") + step * (i % columns)
at_y(i) = column("row") + step * (i / columns)
set palette gray
unset key
unset colorbox
unset grid
unset tics
set border 0
set size ratio -1
set label 99 heading at screen 0.5,0.945 center font large tc rgb ink
set lmargin screen 0.015
set rmargin screen 0.985
set bmargin screen 0.025
set tmargin screen 0.885
