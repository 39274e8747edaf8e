EDITED_04_optimizers := arrays
