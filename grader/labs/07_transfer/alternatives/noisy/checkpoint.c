/* Lab 7 in another style: as it looks at two in the morning. Prints at every turn. */
#include <stdio.h>
#include <stdlib.h>

/* @ 7.3 compare_keys */
	report->missing.n = 0;
	report->unexpected.n = 0;
	report->unlike.n = 0;
	int n = 0;
	StateEntry* e = nn_state(m, &n);
	for (int i = 0; i < n; i++) {
		printf("model key %s\n", e[i].key);
		Tensor* t = safetensors_find(file, e[i].key);
		if (t == NULL) {
			printf("missing\n");
			add_key(&report->missing, e[i].key);
		}
	}
	for (int j = 0; j < file->n; j++) {
		printf("file key %s\n", file->keys[j]);
		Tensor* t = nn_find(m, file->keys[j]);
		if (t == NULL) add_key(&report->unexpected, file->keys[j]);
		if (t != NULL) {
			bool bad = false;
			if (!t_same_shape(t, file->tensors[j])) bad = true;
			if (t->dtype != file->tensors[j]->dtype) bad = true;
			if (bad) add_key(&report->unlike, file->keys[j]);
		}
	}
	free(e);

/* @ 7.4 load_checkpoint */
	compare_keys(m, file, &report);
	printf("%d %d %d\n", report.missing.n, report.unexpected.n, report.unlike.n);
	if (report.unlike.n > 0) {
		bool no = refuse(m, file, &report);
		printf("%s\n", t_error());
		return no;
	}
	if (strict == true) {
		if (report.missing.n > 0) return refuse(m, file, &report);
		if (report.unexpected.n > 0) return refuse(m, file, &report);
	}
	int n = 0;
	StateEntry* e = nn_state(m, &n);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < file->n; j++)
			if (strcmp(e[i].key, file->keys[j]) == 0) {
				printf("copy %s\n", e[i].key);
				nn_assign(e[i].tensor, file->tensors[j]);
			}
	free(e);
	return true;
