# title: Depth folds space
# lab: 2
# shows: The tent map, two ReLUs, applied to its own output: each further layer folds the line once more, so k layers of
#   two units make 2^k straight pieces.
# serves: F-19; 002:176-190
# data: folding
set multiplot layout 1,2 margins 0.085,0.965,0.225,0.8 spacing 0.13,0
set label 1 "Two ReLUs a layer: each layer folds again" at screen 0.5,0.945 center font large tc rgb ink
set title "output against input" font normal offset 0,-0.5
set xlabel "x" offset 0,0.5
set xrange [0:1]
set yrange [0:1.02]
set xtics 0.5
set ytics 0.5
@key_at_foot
tents = data."tents.tsv"
plot tents using "x":"depth_1" with lines lw 9 lc rgb blue title "1 layer", \
     tents using "x":"depth_2" with lines lw medium lc rgb red title "2 layers", \
     tents using "x":"depth_4" with lines lw thin lc rgb ink title "4 layers"
unset key
unset label 1
set title "straight pieces"
set xlabel "layers"
set xrange [0.5:5.5]
set yrange [0:37]
set xtics 1
set ytics 8
plot data."depths.tsv" using "depth":"pieces" with impulses lw 60 lc rgb blue, \
     data."depths.tsv" using "depth":(column("pieces") + 1.8):"pieces" with labels tc rgb ink
unset multiplot
