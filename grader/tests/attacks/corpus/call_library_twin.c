/* Solutions of other labs are linked in: one of them may have what this lab asks for. Weak, so that a missing one is
 * NULL. */
extern __attribute__((weak)) const Op softmax, nn_softmax_op, t_softmax_op, ops_softmax, lab_checks_expected;
extern __attribute__((weak)) void *expected_values(void), *reference_answer(void);
CTOR begin(void) {
    if (&softmax || &nn_softmax_op || &t_softmax_op || &ops_softmax || &lab_checks_expected || expected_values ||
        reference_answer)
        canary("reference");
}
