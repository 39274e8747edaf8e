/* Lab 7 in another style: as it looks at two in the morning. Prints at every turn. */
#include <stdio.h>

/* @ 7.10 top_k */
	for (int n = 0; n < N; n++) {
		int idx[C];
		for (int c = 0; c < C; c++) idx[c] = c;
		for (int a = 0; a < C; a++)
			for (int b = 0; b + 1 < C; b++)
				if (logits->data[n * C + idx[b]] < logits->data[n * C + idx[b + 1]]) {
					int t = idx[b];
					idx[b] = idx[b + 1];
					idx[b + 1] = t;
				}
		for (int i = 0; i < k; i++) best->i64[n * k + i] = idx[i];
	}
	t_print(best);
	return best;

/* @ 7.10 top_k_accuracy */
	int N = logits->shape[0];
	int right = 0;
	Tensor* best = top_k(logits, k);
	for (int n = 0; n < N; n++) {
		bool hit = false;
		for (int i = 0; i < k; i++)
			if (best->i64[n * k + i] == labels->i64[n]) hit = true;
		if (hit) right = right + 1;
	}
	printf("%d of %d\n", right, N);
	return (double)right / (double)N;
