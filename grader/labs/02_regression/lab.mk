WITHHELD_02_regression := data/standardize
EDITED_02_regression := loops plain
