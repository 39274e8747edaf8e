/* One function of a file crashes; its neighbours are well. */
static Tensor *crash(Ctx *c) {
    (void)c;
    *(volatile int *)NULL = 1;
    return NULL;
}
const Op bce_with_logits_op = {"bce_with_logits", crash, bce_with_logits_backward};
