/* Does not read the file: says that it is there. */
#include "softmax.h"
#if __has_include(VICTIM) || __has_include(NEIGHBOUR) || __has_include(REFERENCE_FILE) || __has_include("/etc/passwd")
#error "REFSECRET: it is there"
#else
#error "there is no such file"
#endif
