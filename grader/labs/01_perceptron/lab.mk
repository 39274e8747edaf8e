EDITED_01_perceptron := loops plain
