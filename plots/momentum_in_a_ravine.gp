# title: Momentum in a ravine
# lab: 4
# shows: Gradient descent, plain and with momentum, on the loss of y = 3x + 2 with inputs from 0 to 4. The loss bends 25
#   times as much across the ravine as along it. Plain descent zig-zags between the walls. Momentum is a running sum of
#   all gradients so far: those across the ravine cancel, those along it add up.
# serves: F-46; 000:256-259
# data: descent_paths
plain = data."ravine_plain.tsv"
momentum = data."ravine_momentum.tsv"
call plots."contour.gp" data."ravine.tsv" "x" "y" "f" "0.05,0.2,0.8,3.2,12.8,51.2"
set multiplot
set label 1 sprintf("Loss below 0.01: %d steps, with momentum %d", fact("ravine_plain_steps"), \
    fact("ravine_momentum_steps")) at screen 0.5,0.945 center font large tc rgb ink
set lmargin screen 0.115
set rmargin screen 0.54
set bmargin screen 0.22
set tmargin screen 0.87
set xlabel "slope" offset 0,0.9
set ylabel "intercept" offset -1,0
set xrange [0:5]
set yrange [0:8]
set xtics 1
set ytics 2
unset key
plot $contour using (part(1)):(part(2)) with lines lw 2 lc rgb grey, \
     plain using "x":"y" with linespoints lt 2 lw thin ps 1.3, \
     momentum using "x":"y" with linespoints lt 1 lw thin ps 1.6, \
     plain using "x":"y":("  start") every ::0::0 with labels left tc rgb ink, \
     data."ravine_minimum.tsv" using "x":"y" with points pt star ps 4 lw 5 lc rgb ink
unset label 1
set lmargin screen 0.69
set rmargin screen 0.97
set xlabel "step"
set ylabel "loss" offset 0,0
set logscale y
set xrange [0:60]
set yrange [1e-6:100]
set xtics 0,20
set ytics 1e-6,100,100
set mytics 1
set format y "10^{%T}"
@key_at_foot
set key width -6
plot plain using "step":"f" with lines lt 2 lw thick title "plain, rate 0.15", \
     momentum using "step":"f" with lines lt 1 lw thick title "momentum 0.45, rate 0.15"
unset multiplot
