# title: Why features are standardised
# lab: 2
# shows: The mean squared error over slope and intercept, for the weight in pounds and standardised. In pounds it is a
#   ravine in which no learning rate suits both directions; standardised it is a round bowl. Each line is four times as
#   high above the lowest point as the one inside it.
# serves: F-78; 004:340-341
# data: feature_scale
set palette @little_to_much
unset colorbox
unset key
set multiplot layout 1,2 margins 0.115,0.975,0.17,0.8 spacing 0.085,0
set label 1 "Standardised, the loss is a round bowl" at screen 0.5,0.945 center font large tc rgb ink
do for [scale in "raw standardised"] {
    least = fact(scale."_mse")
    condition = fact(scale."_condition")
    set title sprintf("%s: condition %s", scale eq "raw" ? "pounds" : "standardised", \
        condition < 1000 ? sprintf("%.1f", condition) : gprintf("%.1t·10^{%T}", condition)) font normal offset 0,-0.5
    slope = fact(scale."_slope")
    span = scale eq "raw" ? 0.03 : 30
    set xrange [slope - span:slope + span]
    set yrange [fact(scale."_intercept") - 30:fact(scale."_intercept") + 30]
    step = scale eq "raw" ? 0.02 : 20
    set xtics step
    set ytics 20
    set xlabel scale eq "raw" ? "slope (mpg per lb)" : "slope (mpg per std)" offset 0,0.5
    set ylabel scale eq "raw" ? "intercept (mpg)" : "" offset 0.2,0
    call plots."contour.gp" data.scale.".tsv" "slope" "intercept" "loss" \
        sprintf("%f,%f,%f,%f,%f", least + 4, least + 16, least + 64, least + 256, least + 1024)
    set logscale cb
    set cbrange [least:least * 2000]
    plot data.scale.".tsv" using "slope":"intercept":"loss" with image, \
         $contour using (part(1)):(part(2)) with lines lw thin lc rgb "#ffffff", \
         data.scale."_minimum.tsv" using "slope":"intercept" with points pt star ps 5 lw 6 lc rgb red
    unset label 1
}
unset multiplot
