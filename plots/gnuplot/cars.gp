# cars.gp: weight against miles per gallon: labels and ranges, the cars as @cars, and a net's curve as
# @curve."name" with lines ...
set xlabel "weight (lb)"
set ylabel "miles per gallon"
set xrange [1400:5600]
set yrange [5:40]
set xtics 1000
set key top right
cars = 'data."points.tsv" using "lb":"mpg" with points pt disc ps 1.8 lc rgb orange'
kind = sprintf("%d cars (mtcars)", fact("cars"))
curve = 'data."curves.tsv" using "lb":'
