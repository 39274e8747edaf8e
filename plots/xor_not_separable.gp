# title: XOR: no line separates the classes
# lab: 1
# shows: Filled points are to be answered by 1, open ones by 0. Of all the lines tried the best answer three of the
#   four rightly; for each point there are some that miss it alone. The perceptron's rule goes on for ever. The reason
#   is that no line separates the classes, and not that XOR is not monotonic; some monotonic functions cannot be
#   separated either.
# serves: F-09; 003:178-193; 000:151
# data: perceptron_learning
lines = int(fact("lines"))
set multiplot title sprintf("XOR: of %d,%03d lines none has 4 of 4 right", lines / 1000, lines % 1000) \
    font large textcolor rgb ink offset 0,-0.3
set tmargin screen 0.80
set bmargin screen 0.15
set key off
set title font normal offset 0,-0.3

set lmargin screen 0.08
set rmargin screen 0.48
set xrange [-0.5:1.5]
set yrange [-0.5:1.5]
set xlabel "x_1" offset 0,1
set ylabel "x_2" offset 2,0
set xtics 0, 1
set ytics 0, 1
set title sprintf("each of these has %d right", fact("best_right"))
best = data."best_lines.tsv"
points = data."xor.points.tsv"
target(t) = column("target") == t ? column("x2") : NaN
plot best using "x":"y":"dx":"dy" with vectors nohead lw 6 lc rgb grey, \
     points using "x1":(target(0)) with points pt disc ps 6 lc rgb background, \
     points using "x1":(target(0)) with points pt ring ps 6 lw 8 lc rgb blue, \
     points using "x1":(target(1)) with points pt disc ps 6.4 lc rgb red

set lmargin screen 0.60
set rmargin screen 0.98
set title "the perceptron’s mistakes"
set xrange [0.5:fact("xor_epochs") + 0.5]
set yrange [0:4.4]
set xtics 2, 2
set ytics 0, 1, 4
set xlabel "epoch"
unset ylabel
set key at graph 0.98, 0.62 samplen 1.5
plot data."xor.epochs.tsv" using "epoch":"mistakes" with linespoints lw thick lt 2 title "XOR", \
     data."and.epochs.tsv" using "epoch":"mistakes" with linespoints lt 1 title "AND", \
     data."or.epochs.tsv" using "epoch":"mistakes" with linespoints lt 3 title "OR"
unset multiplot
