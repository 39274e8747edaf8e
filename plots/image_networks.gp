# title: Parameters and products
# lab: 6
# shows: The parameters of five networks, and the products of two numbers (multiply-adds) that one image takes: 28×28 grey
#   pixels for LeNet-5, 224×224 in colour for the others, which tell ImageNet's 1000 classes apart (ImageNet is a set of
#   images, not a network). Both axes go by factors of ten. Nearly all parameters of AlexNet and VGG-19 are those of their
#   dense layers. ResNet-34 is plain-34 with shortcuts, which have no weights. The 19.6 and 3.6 billion "FLOPs" of the
#   slide are multiply-adds.
# serves: F-62; 000:187-196; 003:280; 003:367
# data: image_networks
set multiplot layout 1,2 margins 0.17,0.965,0.165,0.87 spacing 0.05,0.1
set label 1 sprintf("VGG-19 takes %.1f times the products of ResNet-34", fact("vgg_to_resnet")) \
    at screen 0.5,0.945 center font large tc rgb ink
bars = data."bars.tsv"
spoken(n) = n >= 1e9 ? sprintf("%.1f billion", n / 1e9) : n >= 1e6 ? sprintf("%.1f million", n / 1e6) : \
           sprintf("%.0f thousand", n / 1e3)
set logscale x
set format x "10^{%T}"
set yrange [4.6:-0.6]
unset grid
set mxtics 1
unset key
set style fill solid 1 noborder
set xrange [1e4:1e11]
set xtics 1e4,100,1e8
set xlabel "parameters"
set border 0
set ytics scale 0
top(column) = column * 1.4
plot bars using (1e4):"row":(1e4):"parameters":(column("row") - 0.32):(column("row") + 0.32):ytic(4) \
         with boxxyerror lc rgb blue, \
     bars using (top(column("parameters"))):"row":(spoken(column("parameters"))) \
         with labels left font small tc rgb ink
set xrange [1e5:3e12]
set xtics 1e5,100,1e9
set xlabel "multiply-adds for one image"
set format y ""
unset label 1
plot bars using (1e5):"row":(1e5):"products":(column("row") - 0.32):(column("row") + 0.32) \
         with boxxyerror lc rgb red, \
     bars using (top(column("products"))):"row":(spoken(column("products"))) with labels left font small tc rgb ink
unset multiplot
