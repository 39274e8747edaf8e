# title: The perceptron learns AND
# lab: 1
# shows: Left, the line after each epoch of Rosenblatt's rule, the shaded side being answered by 1; filled points are
#   the ones to be answered so. Right, the mistakes of each epoch and the unit after it. Learning is over with the first
#   epoch without a mistake. (1,1) ends up on the line itself: there z = 0, which is answered by 1.
# serves: F-08; 003:163-170
# data: perceptron_learning
name = "and"
word = "AND"
load plots."perceptron.gp"
