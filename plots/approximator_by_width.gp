# title: The approximator by width
# lab: 2
# shows: The target function (wide, light) and networks of one hidden layer with 1, 5, 20, 100, 500 and 2000 ReLUs after
#   equal training: a unit can bend the curve once, so few units make few straight pieces.
# serves: F-18; 002:53-68; 001:90-98
# data: approximator_widths
set multiplot layout 2,3 margins 0.075,0.975,0.1,0.8 spacing 0.075,0.125
set label 1 sprintf("One hidden layer after %d steps: MSE by width", fact("steps")) at screen 0.5,0.945 center \
    font large tc rgb ink
unset key
set xtics 1
set ytics 0.5
set xrange [-1:1]
set yrange [-0.4:1.1]
set title font normal offset 0,-0.75
do for [i = 1:6] {
    width = int(word("1 5 20 100 500 2000", i))
    mse = fact(sprintf("mse_%d", width))
    set title sprintf("%d unit%s: %s", width, width == 1 ? "" : "s", sprintf(mse < 1e-3 ? "%.5f" : "%.3f", mse))
    set format y i % 3 == 1 ? "%g" : ""
    set format x i > 3 ? "%g" : ""
    plot data."curves.tsv" using "x":"f" with lines lw 10 lc rgb sky, \
         data."curves.tsv" using "x":sprintf("w%d", width) with lines lw medium lc rgb ink
    unset label 1
}
unset multiplot
