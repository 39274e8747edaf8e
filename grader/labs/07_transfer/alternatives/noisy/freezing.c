/* Lab 7 in another style: as it looks at two in the morning. Prints at every turn. */
#include <stdio.h>

/* @ 7.1 set_requires_grad */
	printf("set_requires_grad(%s, %d)\n", m->type->name, on);
	for (int i = 0; i < m->n_parameters; i++) {
		Tensor* t = m->parameters[i].tensor;
		if (on == true) t->requires_grad = true;
		else {
			t->requires_grad = false;
			t_forget_grad(t);
		}
		printf("  %s\n", m->parameters[i].name);
	}
	for (int i = 0; i < m->n_children; i++) {
		Module* c = m->children[i].module;
		set_requires_grad(c, on);
	}

/* @ 7.1 trainable_count */
	size_t n = 0;
	for (int i = 0; i < m->n_parameters; i++)
		if (m->parameters[i].tensor->requires_grad == true) n = n + m->parameters[i].tensor->size;
	for (int i = 0; i < m->n_children; i++) n = n + trainable_count(m->children[i].module);
	printf("%zu\n", n);
	return n;

/* @ 7.2 is_frozen */
	if (nn_parameter_count(m) == 0) return false;
	if (trainable_count(m) != 0) return false;
	puts("frozen!!");
	return true;

/* @ 7.2 train_mode */
	if (is_frozen(m) == true) {
		nn_eval(m);
	} else {
		m->training = true;
		for (int i = 0; i < m->n_children; i++) train_mode(m->children[i].module);
	}
	fprintf(stderr, "%s %d\n", m->type->name, m->training);
