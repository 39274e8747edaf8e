WITHHELD_02_regression := data/standardize
