/* has_device: whether there is this device, before something is run on it. Status 0, or 1 and the reason on stdout. */
#include "gradlab.h"

int main(int argc, char **argv) {
    Device device;
    if (argc == 2 && dev_parse(argv[1], &device) && dev_available(device)) return 0;
    printf("%s\n", argc == 2 ? t_error() : "usage: has_device cpu|cuda");
    return 1;
}
