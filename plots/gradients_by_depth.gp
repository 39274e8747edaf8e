# title: Vanishing and exploding gradients
# lab: 5
# shows: The length of the gradient of the first layer's weights in nets of 1 to 20 layers, before training. With the
#   sigmoid it vanishes, as each layer multiplies it by a quarter at most. With ReLU and weights of variance 1 it
#   explodes; with the variance 1/n it fades, and with He's 2/n it stays.
# serves: F-52; 002:395-397; 003:341-342; 003:418
# data: deep_start
set multiplot layout 1,2 margins 0.125,0.98,0.22,0.79 spacing 0.135,0
set label 1 "The first layer's gradient, by the depth of the net" at screen 0.5,0.945 center font large tc rgb ink
set xlabel "layers" offset 0,0.8
set ylabel "length of the gradient" offset 0.5,0
set xrange [0:21]
set xtics (1, 5, 10, 15, 20)
set logscale y
set format y "10^{%T}"
set mytics 1
set title font normal offset 0,-0.5
@key_at_foot
power(v) = gprintf("%.0t·10^{%T}", v)
do for [net in "sigmoid relu"] {
    norms = data.net.".tsv"
    set title net eq "relu" ? "ReLU: up to ".power(fact("one_relu")) : "sigmoid: down to ".power(fact("lecun_sigmoid"))
    set ytics 1e-20,net eq "relu" ? 1e5 : 1e4
    if (net eq "relu") { set yrange [1e-4:1e18] } else { set yrange [1e-13:10] }
    plot norms using "layers":"one" with linespoints lt 2 lw thin ps 1.8 title "variance 1", \
         norms using "layers":"he" with linespoints lt 1 lw thin ps 1.8 title "2/n (He)", \
         norms using "layers":"lecun" with linespoints lt 5 lw thin ps 1.8 title "1/n (Xavier)"
    unset key
    unset label 1
    unset ylabel
}
unset multiplot
