# title: A loss as a landscape
# lab: 4
# shows: The loss of a net with two weights, w_2 tanh(w_1 x), on data that such a net has made. Gradient descent from
#   two places ends in two minima, which are equally good: (w_1, w_2) and (–w_1, –w_2) are the same function. Between
#   them, at (0, 0), is a saddle. The net of a lecture has a million weights, and nobody can draw its landscape.
# serves: F-28; 001:205-212; 003:253-265
# data: two_weights
set label 1 sprintf("Two weights: two minima of loss %.0f, a saddle of %.2f", fact("last_0"), fact("at_saddle")) \
    at screen 0.5,0.945 center font large tc rgb ink
set lmargin screen 0.22
set rmargin screen 0.83
set bmargin screen 0.25
set tmargin screen 0.8
set view 50,330,1,0.9
set xyplane at 0
set border 31 lw 2 lc rgb grey
set xrange [-2:2]
set yrange [-2:2]
set zrange [0:3]
set xtics 1 offset 0,-0.3
set ytics 1 offset 0,-0.3
set ztics 1,1
set xlabel "w_1" offset -2,-0.6
set ylabel "w_2" offset -0.5,-0.2
set zlabel "loss" offset 2.5,0 rotate by 90 textcolor rgb ink
set palette @little_to_much
set cbrange [0:3]
unset colorbox
unset key
set pm3d scansbackward border lc rgb "#88ffffff" lw 0.5
path(i) = data.sprintf("path_%d.tsv", i)
up = '(column("f") + 0.03)'
splot data."surface.tsv" using "x":"y":"f" with pm3d, \
      for [i = 0:1] path(i) using "x":"y":@up with lines lw thick lc rgb red, \
      for [i = 0:1] path(i) using "x":"y":@up every ::0::0 with points pt disc ps 3.5 lc rgb red, \
      for [i = 0:1] path(i) using "x":"y":@up every ::fact("steps")::fact("steps") with points pt star ps 4 lw 5 \
          lc rgb red
