/* The names by which the probe is told of wrong results and of crashes. */
void (*call_wrong_result)(const char *message);
Tensor *(*call_copy)(const Tensor *x);
const Tensor *guard_find(const void *address, size_t *past) { return (void)address, (void)past, NULL; }
