# activations.gp: for the figures of the activations: the program's columns, and what people call the functions.
#
#   load plots."activations.gp"
#   plot curves using "x":column_of[3] with lines title name[3]
curves = data."curves.tsv"
array column_of[5] = ["sigmoid", "tanh", "relu", "leaky", "elu"]
array name[5] = ["sigmoid", "tanh", "ReLU", "leaky ReLU", "ELU"]
array formula[5] = ["1 / (1 + e^{–x})", "(e^x – e^{–x}) / (e^x + e^{–x})", \
    "max(0, x)", "x, or 0.1 x below 0", "x, or e^x – 1 below 0"]
set xrange [-5:5]
set xtics -4, 4
set key off
# Three panels in a row, with titles of two lines.
side_by_side = 'layout 1,3 margins 0.065,0.985,0.15,0.71 spacing 0.08,0.1'
titled(name, formula) = name."\n{/*0.85 ".formula."}"
