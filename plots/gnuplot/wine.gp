# wine.gp: the regions of one of wine_boundaries' nets, and the bottles.
table = data.net.".tsv"
load plots."regions.gp"
set xrange [250:1700]
set yrange [10.9:15.1]
set xlabel "proline (mg/l)"
set ylabel "alcohol (% vol)"
set cblabel "p(cultivar 1)"
set xtics 400, 400
@colourbar
@key_below
points = data."points.tsv"
of(class) = column("cultivar") == class ? column("alcohol") : NaN
plot @regions, @boundary, \
     points using "proline":(of(0)) with points pt disc ps 2.2 lc rgb blue title "cultivar 0", \
     points using "proline":(of(1)) with points pt cross ps 2 lw 4 lc rgb red title "cultivar 1"
