EDITED_07_transfer := iterative
