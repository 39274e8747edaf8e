EDITED_01_perceptron := in_place loops plain
