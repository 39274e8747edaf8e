# title: The perceptron learns OR
# lab: 1
# shows: Left, the line after each epoch of Rosenblatt's rule, the shaded side being answered by 1; filled points are
#   the ones to be answered so. Right, the mistakes of each epoch and the unit after it. Learning is over with the first
#   epoch without a mistake. (0,1) and (1,0) end up on the line itself: there z = 0, which is answered by 1.
# serves: F-08; 003:163-170
# data: perceptron_learning
name = "or"
word = "OR"
load plots."perceptron.gp"
