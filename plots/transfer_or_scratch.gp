# title: Transfer or from scratch
# lab: 7
# shows: A network that was trained on the digits 0 to 4 learns 5 to 9: its head alone (frozen body), or everything with
#   a lower rate for the body; and the same network from random weights. Left, the accuracy on test images by the number
#   of labelled images, mean and range of 5 seeds. Right, the training loss on 20 of them: it falls in all three, and
#   says nothing of how good they are on others.
# serves: F-64; 002:513-528; 003:346-356
# data: transfer_arms
set multiplot layout 1,2 margins 0.14,0.965,0.22,0.87 spacing 0.15,0.1
set label 1 sprintf("On %d images: %.0f%%, %.0f%% and %.0f%% of test images", fact("watched"), \
    100 * fact("scratch_20"), 100 * fact("frozen_20"), 100 * fact("full_20")) at screen 0.5,0.945 center font large \
    tc rgb ink
@key_at_foot
set style fill transparent solid 0.25 noborder
set logscale x
set xlabel "labelled images" offset 0,0.8
set ylabel "test accuracy (%)"
set xrange [4.5:220]
set xtics (5, 10, 20, 50, 100, 200)
set yrange [20:100]
set ytics 20,20
d(name) = data.name.".tsv"
plot d("scratch") using "images":"low":"high" with filledcurves fc rgb red notitle, \
     d("frozen") using "images":"low":"high" with filledcurves fc rgb blue notitle, \
     d("full") using "images":"low":"high" with filledcurves fc rgb green notitle, \
     d("scratch") using "images":"mean" with linespoints lt 2 title "from scratch", \
     d("frozen") using "images":"mean" with linespoints lt 1 title "frozen body", \
     d("full") using "images":"mean" with linespoints lt 3 title "fine-tuned"
unset key
unset label 1
unset logscale x
set xlabel "epoch"
set ylabel sprintf("training loss on %d images", fact("watched"))
set xrange [0:75]
set xtics 0,25
set yrange [0:2]
set ytics 0,0.5
plot d("loss_scratch") using "epoch":"loss" with lines lw medium lc rgb red, \
     d("loss_frozen") using "epoch":"loss" with lines lw medium lc rgb blue, \
     d("loss_full") using "epoch":"loss" with lines lw medium lc rgb green
unset multiplot
