WITHHELD_00_tensors := ops/ops_elementwise ops/ops_matmul
