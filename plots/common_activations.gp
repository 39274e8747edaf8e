# title: The most common activations
# lab: 0
# shows: What a unit may do with its weighted sum. With nothing, as on the left above, any number of layers is one
#   layer; the last layer of a network for regression has nothing, too.
# serves: F-15; 001:140-146; 004:28-42
# data: activations
load plots."activations.gp"
set multiplot layout 2,3 margins 0.03,0.97,0.03,0.76 spacing 0.06,0.22 \
    title "The most common activations" font large textcolor rgb ink offset 0,-0.3
set yrange [-2.2:2.2]
set xrange [-4:4]
unset tics
set border 0
set xzeroaxis lw thin lc rgb grey dt solid
set yzeroaxis lw thin lc rgb grey dt solid
unset grid
set title titled("none (linear)", "x") font normal offset 0,-0.6
plot curves using "x":"x" with lines lw 10 lc rgb ink
do for [k = 1:5] {
    set title titled(name[k], formula[k])
    plot curves using "x":column_of[k] with lines lw 10 lt k
}
unset multiplot
