WITHHELD_02_regression := data/standardize
EDITED_02_regression := formulas loops plain
