# title: Four steps
# lab: -
# shows: Data, model, training, evaluation, what is decided in each, and the calls of this course's library. Models are
#   chosen by their error on the validation set. The test set is for the last model, once: what has been chosen by it
#   cannot be judged by it.
# serves: F-76; 001:19-35
# data: pipeline
set title "From data to a model that can be trusted"
drawing = "pipeline"
load plots."schematic.gp"
