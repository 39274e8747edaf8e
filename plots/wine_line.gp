# title: Wine, logistic regression
# lab: 3
# shows: Two cultivars by proline and alcohol, and the probability that logistic regression gives; the boundary p =
#   0.5 is a straight line.
# serves: F-34; 004:169-186
# data: wine_boundaries
net = "line"
set title sprintf("Logistic regression, 2–1: loss %.4f, %.1f%% right", fact(net."_bce"), 100 * fact(net."_accuracy"))
load plots."wine.gp"
