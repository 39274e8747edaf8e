# title: Batch norm and the training loss
# lab: 5
# shows: A net of six layers on the digits with and without batch norm, and SGD with two learning rates. Without it the
#   small rate hardly learns, and the large one late and in leaps; with it both learn at once.
# serves: F-54; 002:389-403
# data: batch_norm
set title sprintf("%d layers: batch norm learns with either rate", fact("layers"))
set xlabel "epoch"
set ylabel "training loss"
set xrange [1:30]
set xtics (1, 5, 10, 15, 20, 25, 30)
set logscale y
set yrange [0.005:4]
set format y "%g"
set mytics 1
@key_below
set bmargin 7
set key at screen 0.5,0.08 maxrows 2 width 1
curve(net, rate) = data.net."_".rate.".tsv"
name(word, net, rate) = sprintf("%s, rate %s: %.2f", word, rate, fact(net."_".rate))
plot curve("plain", "0.03") using "epoch":"loss" with lines lw thick lc rgb red \
         title name("without", "plain", "0.03"), \
     curve("plain", "0.3") using "epoch":"loss" with lines lw thick dt dashed lc rgb red \
         title name("without", "plain", "0.3"), \
     curve("norm", "0.03") using "epoch":"loss" with lines lw thick lc rgb blue title name("with", "norm", "0.03"), \
     curve("norm", "0.3") using "epoch":"loss" with lines lw thick dt dashed lc rgb blue \
         title name("with", "norm", "0.3")
