# title: Every line on XOR
# lab: 1
# shows: Each point is a line, given by the direction in which it answers 1 and by how far it is from the middle of
#   the four points; the colour says how many of the four it answers rightly. Four is not among them. Each of the
#   curves is all lines through one of the four.
# serves: F-09; 003:178-193
# data: perceptron_learning
lines = int(fact("lines"))
set title sprintf("XOR: %d,%03d lines, %d of 4 right at most", lines / 1000, lines % 1000, fact("best_right"))
set xlabel "direction of the side answered by 1 (degrees)"
set ylabel "distance from the middle"
set xrange [0:360]
set yrange [-0.9:0.9]
set xtics 0, 90
set ytics -0.5, 0.5
set cbrange [0.5:3.5]
set cbtics 1, 1, 3
set cblabel "right, of 4"
set palette defined (0.5 grey, 1.5 grey, 1.5 pale_blue, 2.5 pale_blue, 2.5 blue, 3.5 blue)
@colourbar
set samples 721
plot data."sweep.tsv" using "angle":"offset":"right" with image notitle, \
     for [i = 0:3] (i % 2 - 0.5) * cos(pi * x / 180) + (i / 2 - 0.5) * sin(pi * x / 180) \
     with lines lw medium lc rgb background notitle
