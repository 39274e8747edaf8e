# title: Optimisers past a saddle
# lab: 4
# shows: The ways of several optimisers from the same place, close to the ridge between two minima, all with the
#   learning rate 0.1. At the saddle in the middle the slope is 0, and who goes by the slope alone stays there for long;
#   Adam divides by the size of the slopes so far, so that its steps are long where the slopes are small.
# serves: F-45; 002:303-305
# data: descent_paths
call plots."contour.gp" data."saddle.tsv" "x" "y" "f" "-0.2,-0.1,0,0.2,0.5,1,1.5"
names = "sgd momentum adam"
titles = "plain momentum Adam"
set multiplot
set label 1 sprintf("Past a saddle: %d steps, momentum %d, Adam %d", fact("saddle_sgd_steps"), \
    fact("saddle_momentum_steps"), fact("saddle_adam_steps")) at screen 0.5,0.945 center font large tc rgb ink
set lmargin screen 0.09
set rmargin screen 0.58
set bmargin screen 0.22
set tmargin screen 0.87
set xlabel "x" offset 0,0.9
set ylabel "y" offset 1.4,0
set xrange [-1.8:1.8]
set yrange [-1.6:1.6]
set xtics 1
set ytics 1
unset key
plot $contour using (part(1)):(part(2)) with lines lw 2 lc rgb grey, \
     for [i = 1:words(names)] data."saddle_".word(names, i).".tsv" using "x":"y" with linespoints lt i lw thin ps 1.4, \
     data."saddle_sgd.tsv" using "x":"y":("start") every ::0::0 with labels offset 0,1 tc rgb ink
unset label 1
set lmargin screen 0.7
set rmargin screen 0.97
set xlabel "step"
set ylabel "loss" offset 0,0
set xrange [0:120]
set yrange [-0.3:1.2]
set xtics 0,40
set ytics 0.5
@key_at_foot
plot for [i = 1:words(names)] data."saddle_".word(names, i).".tsv" using "step":"f" with lines lt i lw thick \
         title word(titles, i)
unset multiplot
