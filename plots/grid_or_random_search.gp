# title: Grid search and random search
# lab: 4
# shows: Twenty-five trials of learning rate and width on a grid and at random, with the loss on digits that were not
#   trained on. Here the rate matters much and the width little. The grid tries five rates only, each of them five
#   times; random search tries twenty-five rates. The star is the best trial.
# serves: F-65; 001:398-405; 003:96-107
# data: grid_random
set multiplot layout 1,2 margins 0.125,0.84,0.16,0.79 spacing 0.03,0
set label 1 sprintf("%d trials: 5 learning rates, or %d", fact("trials"), fact("trials")) \
    at screen 0.5,0.945 center font large tc rgb ink
set logscale xy
set xrange [0.0006:5]
set yrange [1.4:180]
set xtics ("0.001" 0.001, "0.01" 0.01, "0.1" 0.1, "1" 1)
set ytics (2, 5, 10, 20, 50, 100)
set xlabel "learning rate"
set ylabel "hidden units" offset 0.7,0
set cblabel "loss on other digits"
set palette @little_to_much negative
set cbrange [0:2.3]
set cbtics 0.5
set title font normal offset 0,-0.5
unset key
do for [search in "grid random"] {
    trials = data.search.".tsv"
    set title sprintf("%s: best loss %.2f", search, fact(search."_best"))
    if (search eq "grid") { unset colorbox } else { set colorbox user origin 0.86,0.16 size 0.02,0.63 }
    plot trials using "rate":(1.55) with impulses lw 4 lc rgb grey, \
         trials using "rate":"width":"loss" with points pt disc ps 4 lc palette, \
         trials using "rate":"width" with points pt ring ps 4 lw 2 lc rgb grey, \
         trials using "rate":(column("best") > 0 ? column("width") : NaN) with points pt star ps 5 lw 6 lc rgb red
    unset label 1
    unset ylabel
    set format y ""
}
unset multiplot
