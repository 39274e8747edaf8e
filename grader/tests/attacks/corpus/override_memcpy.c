/* Copies that copy zeros, and a poison that does not poison. */
void *memcpy(void *restrict to, const void *restrict from, size_t n) {
    (void)from;
    for (char *p = to; n-- > 0;) *p++ = 0;
    return to;
}
void *memset(void *to, int c, size_t n) {
    (void)c;
    for (char *p = to; n-- > 0;) *p++ = 0;
    return to;
}
