WITHHELD_03_softmax := ops/ops_one_hot ops/ops_loss
KEPT_BACK_03_softmax := ops/ops_one_hot
EDITED_03_softmax := columns in_place plain
