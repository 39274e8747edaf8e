# title: Four steps
# lab: -
# shows: Data, model, training, evaluation, what is decided in each, and the calls of this course's library.
# serves: F-76; 001:19-35
# data: pipeline
set title "From data to a model that can be trusted"
drawing = "pipeline"
load plots."schematic.gp"
