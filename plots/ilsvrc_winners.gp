# title: The ImageNet challenge
# lab: 7
# shows: The share of test photographs whose class was not among the winner's five guesses, of 1000 classes. AlexNet
#   was the first network to win; before it, features were made by hand. Numbers as published (Russakovsky et al. 2015,
#   He et al. 2016), with the one human whose guesses were counted.
# serves: F-63; 003:360-369
# data: ilsvrc
set title "ImageNet challenge: top-5 error of the winners"
set ylabel "top-5 error (%)"
set xrange [2009.4:2017.3]
set yrange [0:32]
set ytics 0,10
set xtics 2010,1,2015 scale 0
set grid noxtics
set boxwidth 0.72
set key at graph 0.98,0.94 right top
# The line of the human leaves out the number above the last bar.
set arrow 1 from 2009.4,fact("human") to 2014.55,fact("human") nohead dt dashed lw medium lc rgb ink front
set arrow 2 from 2015.45,fact("human") to 2017.3,fact("human") nohead dt dashed lw medium lc rgb ink front
set label 1 sprintf("a human: %.1f", fact("human")) at 2017.3,(fact("human") + 1.6) right tc rgb ink
winners = data."winners.tsv"
by_hand(error) = column("network") == 0 ? error : NaN
network(error) = column("network") == 1 ? error : NaN
plot winners using "year":(by_hand(column("error"))) with boxes lc rgb grey title "features made by hand", \
     winners using "year":(network(column("error"))) with boxes lc rgb blue title "deep networks", \
     winners using "year":(column("error") + 1.3):(sprintf("%.3g", column("error"))) with labels tc rgb ink notitle, \
     winners using "year":(network(column("error")) + 3.2):(strcol("what")) with labels font small tc rgb ink notitle
