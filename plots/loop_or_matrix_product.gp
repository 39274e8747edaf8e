# title: A loop over samples, or one matrix product
# lab: 0
# shows: The same linear layer for more and more samples, on one core of the processor that the title names: medians and
#   ranges of 7 rounds in which both take turns. The results are the same; the product of matrices uses the processor's
#   wide registers and its caches.
# serves: F-66; 004:397-446
# data: vectorization
load plots."machine.gp"
set title sprintf("One product: about %.0f times as fast, %s", fact("ratio"), cpu)
set xlabel sprintf("samples (%.0f inputs, %.0f outputs)", fact("in"), fact("out"))
set ylabel "processor time (ms)"
set logscale xy
set xrange [0.8:fact("most") * 1.3]
set xtics ("1" 1, "10" 10, "100" 100, "1,000" 1000, "10,000" 10000)
set format y "%g"
set rmargin 5
set key top left Left reverse
times = data."times.tsv"
ms(name) = 1000 * column(name)
set errorbars 1.5
plot times using "samples":(ms("loop")):(ms("loop_low")):(ms("loop_high")) with yerrorlines lt 2 \
         title "loop over samples", \
     times using "samples":(ms("product")):(ms("product_low")):(ms("product_high")) with yerrorlines lt 1 \
         title "one product X W^T"
