#error "mma.h: the emulated GPU does not have it. Multiply in float: there are no matrix units"
