WITHHELD_06_convolution := ops/ops_conv ops/ops_conv_relu ops/ops_pool cpu/cpu_pool cpu/cpu_pool_windows cpu/conv/cpu_conv \
                           cpu/conv/conv_kernels cpu/conv/lanes cpu/conv/lanes_correlate cpu/conv/lanes_kernels
EDITED_06_convolution := gather
