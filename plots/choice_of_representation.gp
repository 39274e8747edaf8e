# title: Choice of representation
# lab: -
# shows: The same two rings by their coordinates x_1, x_2 and by radius and angle, with the accuracy of logistic
#   regression: in the right representation a straight line is enough.
# serves: F-71; 003:117-135
# data: ring_coordinates
points = data."points.tsv"
is(c, value) = column("class") == c ? value : NaN
set multiplot @two_panels
unset key
set title sprintf("a line gets %.0f%% right", 100 * fact("cartesian")) font normal offset 0,-0.4
set xtics 1
set ytics 1
set xlabel "x_1" offset 0,0.8
set ylabel "x_2" offset 0.3,0
plot points using "x1":(is(0, column("x2"))) with points pt disc ps 1.6 lc rgb blue, \
     points using "x1":(is(1, column("x2"))) with points pt cross ps 1.5 lw 3 lc rgb red
set title sprintf("a line gets %.0f%% right", 100 * fact("polar"))
set xtics 0.5
set xlabel "radius"
set ylabel "angle (rad)"
set xrange [0:*]
@key_at_foot
plot points using "radius":(is(0, column("angle"))) with points pt disc ps 1.6 lc rgb blue title "class 0", \
     points using "radius":(is(1, column("angle"))) with points pt cross ps 1.5 lw 3 lc rgb red title "class 1"
unset multiplot
