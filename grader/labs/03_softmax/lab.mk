WITHHELD_03_softmax := ops/ops_one_hot
KEPT_BACK_03_softmax := ops/ops_one_hot
