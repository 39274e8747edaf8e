# activations.gp: panels of functions over [-5,5] in a row; used by the figures of the activations.
#
#   panels = "sigmoid tanh relu"        columns of the program's table, in the order in which they are drawn
#   load plots."activations.gp"         sets the ranges; names and formulas are name(i), formula(i)
curves = data."curves.tsv"
columns_of = "sigmoid tanh relu leaky elu"
array names[5] = ["sigmoid", "tanh", "ReLU", "leaky ReLU", "ELU"]
array formulas[5] = ["1 / (1 + e^{–x})", "(e^x – e^{–x}) / (e^x + e^{–x})", "max(0, x)", "x > 0:  x;   else  0.1 x", \
    "x ≥ 0:  x;   else  e^x – 1"]
place(column_name) = sum [k = 1:5] (word(columns_of, k) eq column_name ? k : 0)
name(i) = names[place(word(panels, i))]
formula(i) = formulas[place(word(panels, i))]
set xrange [-5:5]
set xtics -4, 4
set key off
