# title: A line and its residuals
# lab: 2
# shows: The least-squares line through noisy points of y = 3x + 2. What it makes small is the mean of the squared
#   residuals, the vertical distances from the points to the line.
# serves: F-01; 000:60-66
# data: line_fit
set title sprintf("Least squares: ŷ = %.2f x + %.2f, MSE %.3f", fact("slope"), fact("intercept"), fact("mse"))
set xlabel "x"
set ylabel "y"
set xrange [-1.1:1.1]
set key top left
set samples 2
line(x) = fact("slope") * x + fact("intercept")
points = data."points.tsv"
plot points using "x":"y":(0):(column("prediction") - column("y")) \
         with vectors nohead lw thin lc rgb red title "residual", \
     [-1.05:1.05] line(x) with lines lw thick lc rgb blue title "fitted line", \
     points using "x":"y" with points pt disc ps 2.5 lc rgb ink title "data"
