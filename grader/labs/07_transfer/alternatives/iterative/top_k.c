/* Lab 7 in another style: k times the largest of those that are left. */
#include <string.h>

/* @ 7.10 top_k */
    for (int n = 0; n < N; n++) {
        bool taken[C];
        memset(taken, 0, sizeof taken);
        for (int i = 0; i < k; i++) {
            int largest = -1;
            for (int c = 0; c < C; c++)
                if (!taken[c] && (largest < 0 || logits->data[n * C + c] > logits->data[n * C + largest])) largest = c;
            taken[largest] = true;
            best->i64[n * k + i] = largest;
        }
    }
    return best;

/* @ 7.10 top_k_accuracy */
    Tensor *best = top_k(logits, k);
    double  share = 0;
    for (int n = 0; n < logits->shape[0]; n++)
        for (int i = 0; i < k; i++)
            if (best->i64[n * k + i] == labels->i64[n]) share += 1.0 / logits->shape[0];
    return share;
