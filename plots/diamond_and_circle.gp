# title: The diamond and the circle
# lab: 5
# shows: The loss over two weights of the linear neuron (proline and malic acid), and where the penalties lead: to the
#   place where an ellipse of equal loss touches the diamond of equal L1, or the circle of equal L2. The diamond is
#   mostly touched at a corner, where a weight is exactly 0; the circle has none.
# serves: F-51; 002:368-376
# data: penalties
set multiplot layout 1,2 margins 0.115,0.985,0.15,0.85 spacing 0.075,0
set label 1 sprintf("w_2 is %.2f with L2, and %.0f with L1", fact("l2_w2"), fact("l1_w2")) at screen 0.5,0.945 center \
    font large tc rgb ink
set xlabel "w_1" offset 0,0.6
set xrange [-0.6:1]
set yrange [-0.6:0.95]
set xtics 0.5
set ytics 0.5
set size ratio -1
set title font normal offset 0,-0.5
unset key
set xzeroaxis lw 2 lc rgb grey
set yzeroaxis lw 2 lc rgb grey
t = abs(fact("l1_w1")) + abs(fact("l1_w2"))
r = sqrt(fact("l2_w1")**2 + fact("l2_w2")**2)
do for [penalty in "l2 l1"] {
    touched = fact(penalty."_loss")
    least = fact("least")
    call plots."contour.gp" data."plane.tsv" "w1" "w2" "loss" \
        sprintf("%f,%f,%f,%f", least + (touched - least) * 0.25, touched, least + (touched - least) * 2.2, \
            least + (touched - least) * 4)
    if (penalty eq "l2") {
        set object 1 circle at 0,0 size r fc rgb pale_blue fs solid border lc rgb blue lw thin
        set title "L2 (ridge): a circle"
        set ylabel "w_2" offset 2.5,0
    } else {
        unset object 1
        set object 2 polygon from t,0 to 0,t to -t,0 to 0,-t to t,0 fc rgb pale_red fs solid border lc rgb red lw thin
        set title "L1 (lasso): a diamond"
    }
    plot $contour using (part(1)):(part(2)) with lines lw thin lc rgb grey, \
         data."none.tsv" using "w1":"w2" with points pt disc ps 2.5 lc rgb ink, \
         data."none.tsv" using "w1":"w2":("least loss") with labels boxed offset 0,1.1 tc rgb ink, \
         data.penalty.".tsv" using "w1":"w2" with points pt star ps 4.5 lw 6 lc rgb penalty eq "l1" ? red : blue
    unset label 1
    unset ylabel
}
unset multiplot
