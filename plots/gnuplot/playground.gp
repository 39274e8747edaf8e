# playground.gp: two activations on the same points: both nets' regions, and the losses of all starts. Before it is
# loaded, `set_name` is the points' table, `net_1` and `net_2` their tables, `name_1` and `name_2` the activations'
# names, `topic` the beginning of the title.
set multiplot title sprintf("%s: %s or %s in a 2–4–1 net", topic, name_1, name_2) \
    font large textcolor rgb ink offset 0,-0.3
points = data.set_name.".tsv"
of(class) = column("label") == class ? column("y") : NaN
marks = 'points using "x":(of(0)) with points pt ring ps 2 lw 4 lc rgb blue, '.\
    'points using "x":(of(1)) with points pt disc ps 2 lc rgb red'
accuracy(net) = sprintf("%.3g%% right, loss %.3f", 100 * fact(net."_accuracy"), fact(net."_bce"))
set key off
unset colorbox
unset grid
set border 15
unset xtics
unset ytics
set xrange [-1.5:1.5]
set yrange [-1.5:1.5]
set tmargin screen 0.735
set bmargin screen 0.205

table = data.net_1.".tsv"
load plots."regions.gp"
set lmargin screen 0.015
set rmargin screen 0.346
set title name_1."\n{/*0.85 ".accuracy(net_1)."}" font normal offset 0,-0.3
plot @regions, @boundary, @marks

table = data.net_2.".tsv"
load plots."regions.gp"
set lmargin screen 0.368
set rmargin screen 0.699
set title name_2."\n{/*0.85 ".accuracy(net_2)."}"
plot @regions, @boundary, @marks

set lmargin screen 0.785
set rmargin screen 0.985
set title "loss"
set border 3
set grid back lt 1 lw 1.5 lc rgb faint dt solid
set xtics 0, 1000 nomirror out textcolor rgb ink
set ytics 0, 0.2 nomirror out textcolor rgb ink
set xrange [0:1500]
set yrange [0:0.8]
set xlabel "step"
set key on at screen 0.36,0.1 center center vertical maxrows 2 samplen 2 Left reverse
succeed(name, net) = sprintf("%s: %d of %d starts succeed", name, fact(net."_solved"), fact("starts"))
plot data.net_1.".losses.tsv" using "step":"loss" with lines lw 4 lc rgb green title succeed(name_1, net_1), \
     data.net_2.".losses.tsv" using "step":"loss" with lines lw 4 lc rgb purple title succeed(name_2, net_2)
unset multiplot
