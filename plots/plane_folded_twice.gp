# title: A plane, folded twice
# lab: 2
# shows: |x| of both coordinates is two ReLUs each and folds the plane like paper; a shift by 1/2 and the same again
#   folds it once more. One straight cut through the folded plane is then a cut through every layer of it.
# serves: F-19; 002:176-190
# data: folding
set multiplot layout 1,2 margins 0.085,0.965,0.13,0.758 spacing 0.095,0
set label 9 sprintf("Folded twice, cut once: %d mirrored pieces", fact("squares")) at screen 0.5,0.945 center \
    font large tc rgb ink
unset key
unset colorbox
unset grid
set title font normal offset 0,-0.5
set xtics 0.5
set ytics 0.5
set title "the inputs; lines are folds"
set xrange [-1:1]
set yrange [-1:1]
do for [i = 1:3] {
    at = 0.5 * i - 1
    set arrow 2 * i - 1 from at,-1 to at,1 nohead front lw (i == 2 ? thick : thin) lc rgb grey
    set arrow 2 * i from -1,at to 1,at nohead front lw (i == 2 ? thick : thin) lc rgb grey
}
table = data."plane.tsv"
load plots."regions.gp"
plot @regions, @boundary
unset arrow
unset label 9
set title "what the third layer sees"
set xtics 0.25
set ytics 0.25
set xrange [0:0.5]
set yrange [0:0.5]
table = data."folded.tsv"
load plots."regions.gp"
plot @regions, @boundary
unset multiplot
