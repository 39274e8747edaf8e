# title: Time on the CPU and on the GPU
# lab: 0
# shows: Products of two matrices that lie on the device, and an epoch of a 784–512–512–10 network, its samples
#   copied batch by batch. Small work is not worth the way to the GPU. Needs an NVIDIA GPU: it is skipped where there is
#   none.
# serves: F-77; 000:308; 001:452-461; 003:634-646
# needs: cuda
# data: cpu_and_gpu
load plots."machine.gp"
set title cpu." and ".gpu
set ylabel "time (ms)"
set logscale y
set format y "%g"
set bmargin 6.5
set key at screen 0.5,0.04 center center maxrows 1 Left reverse
set boxwidth 0.36
set xrange [-0.6:3.6]
set grid noxtics
times = data."times.tsv"
ms(name) = 1000 * column(name)
short(v) = sprintf(v < 100 ? "%.2g" : "%.0f", v)
plot times using (column("place") - 0.2):(ms("cpu")):xticlabels(strcol("work")) \
         with boxes lc rgb blue title "one core of the CPU", \
     times using (column("place") + 0.2):(ms("gpu")) \
         with boxes lc rgb orange title "the GPU", \
     times using (column("place") - 0.2):(ms("cpu")):(short(ms("cpu"))) \
         with labels offset 0,0.7 font small tc rgb ink notitle, \
     times using (column("place") + 0.2):(ms("gpu")):(short(ms("gpu"))) \
         with labels offset 0,0.7 font small tc rgb ink notitle
