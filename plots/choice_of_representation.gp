# title: Choice of representation
# lab: -
# shows: The same two rings by their coordinates x_1, x_2 and by radius and angle, with the line that logistic
#   regression draws between the classes, and how many points it has on the right side.
# serves: F-71; 003:117-135
# data: ring_coordinates
points = data."points.tsv"
is(c, value) = column("class") == c ? value : NaN
# The line w1 a + w2 b + bias = 0, as points for b from low to high.
across(system, b) = -(fact(system."_w2") * b + fact(system."_bias")) / fact(system."_w1")
set multiplot layout 1,2 margins 0.115,0.965,0.22,0.8 spacing 0.165,0.1
set label 1 "The right coordinates make it easy" at screen 0.5,0.95 center font large tc rgb ink
unset key
set parametric
set title sprintf("a line gets %.0f%% right", 100 * fact("cartesian")) font normal offset 0,-0.4
set size square
set xtics 1
set ytics 1
set xrange [-1.5:1.5]
set yrange [-1.5:1.5]
set trange [-1.5:1.5]
set xlabel "x_1" offset 0,0.8
set ylabel "x_2" offset 0.3,0
plot points using "x1":(is(0, column("x2"))) with points pt disc ps 1.6 lc rgb blue, \
     points using "x1":(is(1, column("x2"))) with points pt cross ps 1.5 lw 3 lc rgb red, \
     across("cartesian", t),t with lines lw thick lc rgb ink
unset label 1
set title sprintf("a line gets %.0f%% right", 100 * fact("polar"))
set size square
set xtics 0.5
set xlabel "radius"
set ylabel "angle (rad)"
set xrange [0:1.5]
set yrange [-3.5:3.5]
set trange [-3.5:3.5]
@key_at_foot
plot points using "radius":(is(0, column("angle"))) with points pt disc ps 1.6 lc rgb blue title "class 0", \
     points using "radius":(is(1, column("angle"))) with points pt cross ps 1.5 lw 3 lc rgb red title "class 1", \
     across("polar", t),t with lines lw thick lc rgb ink title "line"
unset multiplot
