# title: Five activations and their derivatives
# lab: 0
# shows: Each function and its derivative as autograd computes it. At 0 ReLU has none; 0 is taken there, and 0.1 by
#   the leaky one. The sigmoid's is a quarter at most, so that a deep stack of sigmoids passes little back.
# serves: F-14; 003:382-416
# data: activations
load plots."activations.gp"
set multiplot layout 2,3 margins 0.065,0.985,0.08,0.80 spacing 0.06,0.17 \
    title "Activations and their derivatives" font large textcolor rgb ink offset 0,-0.3
set yrange [-1.4:2.4]
set ytics -1, 1
set xtics offset 0,0.5
# Where the slope jumps, at 0, the curve is drawn in two parts.
left_part(d) = column("x") < 0.005 ? d : NaN
right_part(d) = column("x") > 0.005 ? d : NaN
do for [k = 1:5] {
    set title name[k] font normal offset 0,-0.4
    d = "d_".column_of[k]
    if (k == 3 || k == 4) {
        plot curves using "x":column_of[k] with lines lw thick lc rgb blue, \
             curves using "x":(left_part(column(d))) with lines lw thick dt dashed lc rgb red, \
             curves using "x":(right_part(column(d))) with lines lw thick dt dashed lc rgb red
    } else {
        plot curves using "x":column_of[k] with lines lw thick lc rgb blue, \
             curves using "x":d with lines lw thick dt dashed lc rgb red
    }
}
# The sixth place is the key's.
set title " "
unset border
unset tics
unset grid
set key at graph 0.5,0.8 center top Left reverse spacing 1.6 samplen 3
plot NaN with lines lw thick lc rgb blue title "function", \
     NaN with lines lw thick dt dashed lc rgb red title "derivative"
unset multiplot
