# title: All samples, batches, single samples
# lab: 4
# shows: The loss on all training digits while the same net learns from them: all of them a step, 64 a step, one a step,
#   each with a learning rate that suits it (0.5, 0.5, 0.01). Left by epoch: single samples make most steps of it, and
#   noisy ones. Right by processor time: batches are fastest, as single samples use the processor badly.
# serves: F-47; 000:254; 001:353-363; 003:424-434
# data: batch_sizes
set multiplot layout 1,2 margins 0.15,0.965,0.22,0.87 spacing 0.09,0.1
set label 1 sprintf("Steps in an epoch: %d, %d or %d", fact("all_batches"), fact("some_batches"), fact("one_batches")) \
    at screen 0.5,0.945 center font large tc rgb ink
set logscale y
set yrange [0.001:4]
set ytics 0.001,10
set format y "%g"
set mytics 1
set xlabel "epoch" offset 0,0.8
set ylabel "loss on all samples" offset 1,0
set xrange [0:20]
set xtics 0,10
@key_at_foot
set key width 1
curve(name) = data.name.".tsv"
plot curve("one") using "epoch":"loss" with lines lw thin lc rgb orange title "single samples", \
     curve("some") using "epoch":"loss" with lines lw medium lc rgb green title "batches of 64", \
     curve("all") using "epoch":"loss" with lines lw thick lc rgb blue title sprintf("all %d", fact("samples"))
unset key
unset label 1
set xlabel "seconds of processor time"
unset ylabel
set format y ""
set xrange [0:0.3]
set xtics 0.1
plot curve("one") using "seconds":"loss" with lines lw thin lc rgb orange, \
     curve("some") using "seconds":"loss" with lines lw medium lc rgb green, \
     curve("all") using "seconds":"loss" with lines lw thick lc rgb blue
unset multiplot
