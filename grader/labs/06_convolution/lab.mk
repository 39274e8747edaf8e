WITHHELD_06_convolution := ops/ops_conv ops/ops_pool cpu/cpu_pool cpu/conv/cpu_conv cpu/conv/conv_kernels
