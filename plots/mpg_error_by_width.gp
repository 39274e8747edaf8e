# title: Error by width
# lab: 2
# shows: One hidden layer of 1 to 1000 ReLUs: the training error keeps falling with the width, the error on cars held
#   out does not. Means over several splits.
# serves: F-27; 004:56-165
# data: mpg_widths
set title sprintf("Wider nets on the cars, mean of %d splits", fact("splits"))
set xlabel "hidden units"
set ylabel "mean squared error (mpg^2)"
set logscale x
set xrange [0.8:1300]
set yrange [0:*]
set offsets 0,0,1,0
@key_below
plot data."errors.tsv" using "width":"train" with linespoints lt 1 \
         title sprintf("training set, %d cars", fact("train")), \
     data."errors.tsv" using "width":"held_out" with linespoints lt 2 \
         title sprintf("held out, %d cars", fact("held_out"))
