// Lab 0, noisy

/* @ instead of make */
static Value* make(ValueOp op, real data, Value* a, Value* b)
{
	Value* v = (Value*)malloc(sizeof(Value));
	memset(v, 0, sizeof(Value));
	v->data = data; v->op = op; v->parents[0] = a; v->parents[1] = b;
	return v;
}

/* @ before value_backward */
Value* list[1000000];
int n_list = 0;

void visit(Value* v)
{
	for (int i = 0; i < 2; i++)
		if (v->parents[i] && v->parents[i]->uses == 0) { v->parents[i]->uses = 7; visit(v->parents[i]); }
	list[n_list++] = v;
}

/* @ 0.7 value_backward */
	n_list = 0;
	f->uses = 7;
	visit(f);
	printf("%d values\n", n_list);
	for (int i = 0; i < n_list; i++) { list[i]->uses = 0; if (list[i]->parents[0]) list[i]->grad = 0; }
	f->grad = f->grad + 1.0;
	while (n_list > 0)
	{
		n_list--;
		Value* v = list[n_list];
		if (v->op == VALUE_LEAF) continue;
		Value* a = v->parents[0];
		Value* b = v->parents[1];
		if (v->op == VALUE_ADD) { a->grad = a->grad + v->grad; b->grad = b->grad + v->grad; }
		else if (v->op == VALUE_MUL) { a->grad = a->grad + v->grad * b->data; b->grad = b->grad + v->grad * a->data; }
		else if (v->op == VALUE_POW) { a->grad = a->grad + v->grad * (v->exponent * pow(a->data, v->exponent - 1.0)); }
		else { a->grad = a->grad + v->grad * (1.0 - pow(tanh(a->data), 2)); }
	}

/* @ 0.7 value_zero_grad */
    printf("grad was %g\n", (double)v->grad); v->grad = 0.0;

/* @ without pass_to_parents */
