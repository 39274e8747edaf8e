/* The kit's function that copies an answer to where it is sent from. */
void call_return(void *c, int i, const Tensor *result) { (void)c, (void)i, (void)result; }
void call_return_number(void *c, int i, double value) { (void)c, (void)i, (void)value; }
