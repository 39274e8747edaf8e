/* Lab 3 in another style: as it looks at two in the morning. */

void dump(const char* s) { printf(">>> %s\n", s); fflush(stdout); }

/* @ 3.6 argmax_rows */
	dump("argmax_rows");
	int N = x->shape[0], C = x->shape[1];
	int64_t* best = malloc(N * sizeof(int64_t));
	for (int n = 0; n < N; n++) {
		best[n] = 0;
		real m = x->data[n*C];
		for (int j = 0; j < C; j++) {
			printf("%g ", (double)x->data[n*C+j]);
			if (x->data[n*C+j] > m) { m = x->data[n*C+j]; best[n] = j; }
		}
		printf("-> %d\n", (int)best[n]);
	}
	return t_from_array(best, DTYPE_INT64, 1, (int[]){N});

/* @ 3.6 accuracy */
	dump("accuracy");
	Tensor* p = argmax_rows(logits);
	double right = 0.0;
	for (int n = 0; n < labels->shape[0]; n++) {
		if (p->i64[n] == labels->i64[n]) right += 1.0;
	}
	printf("%g right of %d\n", right, labels->shape[0]);
	return right / labels->shape[0];

/* @ 3.7 confusion_matrix */
	dump("confusion_matrix");
	Tensor* m = t_cast(t_zeros(classes, classes), DTYPE_INT64);
	for (int n = 0; n < labels->shape[0]; n++) {
		int i = labels->i64[n], j = predicted->i64[n];
		printf("true %d predicted %d\n", i, j);
		m->i64[i * classes + j] = m->i64[i * classes + j] + 1;
	}
	t_print(m);
	return m;

/* @ 3.8 neural_network */
	Module* m = nn_container("NeuralNetwork");
	nn_add(m, "flatten", nn_flatten());
	nn_add(m, "linear_relu_stack", nn_sequential(
		nn_linear(in_features, hidden),
		nn_relu(),
		nn_linear(hidden, hidden),
		nn_relu(),
		nn_linear(hidden, classes)));
	nn_print(m);
	return m;

/* @ 3.9 train_line */
	char* text = malloc(1000);
	sprintf(text, "loss: %7f [%5d/%5d]", loss, current, size);
	strncpy(line, text, LINE_SIZE - 1);
	line[LINE_SIZE - 1] = 0;
	dump(line);

/* @ 3.9 train_loop */
	dump("train_loop");
	int size = data_size(loader);
	int k = 0, seen = 0;
	double sum = 0;
	Tensor *x, *y;
	nn_train(model);
	while (data_next(loader, &x, &y)) {
		t_step();
		optim_zero_grad(optimizer);
		Tensor* pred = nn_forward(model, x);
		Tensor* l = loss(pred, y);
		t_backward(l);
		optim_step(optimizer);
		optim_zero_grad(optimizer);   // to be sure
		sum += t_item(l);
		seen += x->shape[0];
		printf("batch %d of %d: %f\n", k, data_len(loader), t_item(l));
		if (k % 100 == 0) {
			char line[LINE_SIZE];
			train_line(line, t_item(l), seen, size);
			puts(line);
		}
		k++;
	}
	printf("mean loss %f\n", sum / k);
	return sum / k;

/* @ 3.10 test_lines */
	char* a = malloc(50);
	char* b = malloc(50);
	sprintf(a, "Test Error: \n Accuracy: %.1f%%,", 100 * acc);
	sprintf(b, " Avg loss: %8f \n", loss);
	strcpy(lines, a);
	strcat(lines, b);
	dump(lines);

/* @ 3.10 test_loop */
	dump("test_loop");
	TestResult r;
	r.accuracy = 0;
	r.loss = 0;
	int k = 0, n = 0;
	Tensor *x, *y;
	nn_eval(model);
	t_no_grad();
	while (data_next(loader, &x, &y)) {
		t_step();
		Tensor* out = nn_forward(model, x);
		t_print(out);
		r.loss += t_item(loss(out, y));
		Tensor* best = argmax_rows(out);
		for (int i = 0; i < y->shape[0]; i++) { if (best->i64[i] == y->i64[i]) r.accuracy++; n++; }
		k++;
	}
	r.accuracy = r.accuracy / n;
	r.loss = r.loss / k;
	char lines[LINE_SIZE];
	test_lines(lines, r.accuracy, r.loss);
	puts(lines);
	return r;

/* @ 3.12 binary_accuracy */
	dump("binary_accuracy");
	double ok = 0.0;
	for (int i = 0; i < logits->shape[0]; i++)
	{
		int p;
		if (logits->data[i] > 0.0) p = 1; else p = 0;
		if (p == 1 && targets->data[i] == 1.0) ok = ok + 1;
		else if (p == 0 && targets->data[i] == 0.0) ok = ok + 1;
	}
	printf("%f of %d\n", ok, logits->shape[0]);
	return ok / logits->shape[0];
