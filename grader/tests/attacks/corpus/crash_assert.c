/* An assertion that does not hold. */
#include <assert.h>
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
#undef NDEBUG
    assert(classes < 0);
    return NULL;
}
