# title: Densities of the classes
# lab: 3
# shows: How alcohol is distributed in each of the three cultivars of wine: where the densities overlap, one
#   measurement does not tell the classes apart.
# serves: F-79; 001:46
# data: class_densities
set title "One measurement, three classes that overlap"
set xlabel "alcohol (% vol)"
set ylabel "density"
set xrange [10.5:15.5]
set yrange [-0.13:1.05]
set ytics 0,0.25
@key_below
curves = data."curves.tsv"
points = data."points.tsv"
set style fill transparent solid 0.25 noborder
hues = blue." ".red." ".green
plot for [c = 0:2] curves using "alcohol":(0):"density".c with filledcurves fc rgb word(hues, c + 1) notitle, \
     for [c = 0:2] curves using "alcohol":"density".c with lines lw thick dt c + 1 lc rgb word(hues, c + 1) \
         title sprintf("cultivar %d (%d)", c, fact("n".c)), \
     for [c = 0:2] points using "alcohol":(column("cultivar") == c ? -0.03 - 0.035 * c : NaN) \
         with points lt 1 lw 1 pt disc ps 1.3 lc rgb word(hues, c + 1) notitle
