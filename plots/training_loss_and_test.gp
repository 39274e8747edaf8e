# title: Training loss by batch, test by epoch
# lab: 3
# shows: What the training loop prints, the loss of one batch in twenty and the mean of those between; and what the test
#   loop prints after each epoch. A net of two hidden layers of 32 on the digits.
# serves: F-40; 000:436-482
# data: digits_training
batches = data."batches.tsv"
tests = data."tests.tsv"
set xlabel "epoch" offset 0,0.8
set xtics 0,2
set multiplot layout 1,2 margins 0.115,0.965,0.22,0.82 spacing 0.165,0.1
set label 1 "What the training and the test loop print" at screen 0.5,0.96 center font large tc rgb ink
set title sprintf("loss (batches of %d)", fact("batch")) font normal offset 0,-0.4
set yrange [0:3]
@key_at_foot
plot batches using "epoch":"loss" with points pt disc ps 0.9 lc rgb grey title "one batch", \
     batches using "epoch":"recent" with lines lw medium lc rgb blue title "mean of 20", \
     tests using "epoch":"loss" with linespoints lt 2 lw medium title "test"
unset key
unset label 1
set title sprintf("test accuracy, at last %.1f%%", 100 * fact("accuracy")) font normal
set yrange [0:100]
set ylabel "per cent" offset 0.8,0
plot tests using "epoch":(100 * column("accuracy")) with linespoints lt 2 lw medium
unset multiplot
