# title: Optimisers past a saddle
# lab: 4
# shows: The ways of five optimisers from the same place, close to the ridge between two minima. At the saddle in the
#   middle the slope is 0, and who goes by the slope alone stays there for long. Adagrad, RMSprop and Adam divide by the
#   size of the slopes so far, each coordinate by its own, and so go both ways at once.
# serves: F-45; 002:303-305
# data: descent_paths
call plots."contour.gp" data."saddle.tsv" "x" "y" "f" "-0.2,-0.1,0,0.2,0.5,1,1.5"
names = "sgd momentum adagrad rmsprop adam"
titles = "plain momentum Adagrad RMSprop Adam"
array lines[5] = [1, 2, 4, 5, 3]
walk(i) = data."saddle_".word(names, i).".tsv"
set multiplot
set label 1 sprintf("Past a saddle: plain %d steps, Adam %d", fact("saddle_sgd_steps"), fact("saddle_adam_steps")) \
    at screen 0.5,0.945 center font large tc rgb ink
set lmargin screen 0.09
set rmargin screen 0.58
set bmargin screen 0.27
set tmargin screen 0.88
set xlabel "x" offset 0,0.9
set ylabel "y" offset 1.4,0
set xrange [-1.8:1.8]
set yrange [-1.6:1.6]
set xtics 1
set ytics 1
unset key
plot $contour using (part(1)):(part(2)) with lines lw 2 lc rgb grey, \
     for [i = 1:5] walk(i) using "x":"y" with linespoints lt lines[i] lw thin ps 1.4, \
     walk(1) using "x":"y":("start") every ::0::0 with labels offset 0,-1 tc rgb ink
unset label 1
set lmargin screen 0.7
set rmargin screen 0.97
set xlabel "step"
set ylabel "loss" offset 0,0
set xrange [0:80]
set yrange [-0.3:1.2]
set xtics 0,40
set ytics 0.5
set key at screen 0.5,0.065 center center vertical maxrows 2 samplen 1.5 Left reverse width 2
plot for [i = 1:5] walk(i) using "step":"f" with lines lt lines[i] lw thick title word(titles, i)
unset multiplot
