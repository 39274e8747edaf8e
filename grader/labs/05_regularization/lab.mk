WITHHELD_05_regularization := ops/ops_norm cpu/cpu_norm
EDITED_05_regularization := helpers
