/* Memory that is always the same memory. */
static char room[1 << 20];
void *malloc(size_t n) { return n <= sizeof room ? room : NULL; }
void *calloc(size_t n, size_t m) { return n * m <= sizeof room ? room : NULL; }
void *realloc(void *p, size_t n) { return (void)p, n <= sizeof room ? room : NULL; }
void  free(void *p) { (void)p; }
