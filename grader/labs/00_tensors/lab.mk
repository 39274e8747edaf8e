WITHHELD_00_tensors := ops/ops_elementwise ops/ops_matmul
EDITED_00_tensors := formulas plain
