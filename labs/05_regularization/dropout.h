/* dropout.h: what is switched off at random while a network trains. Given; your code goes into dropout.c.
 *
 * p is the probability that an element is dropped, 0 <= p < 1. Both work in training mode only. */
#pragma once
#include "gradlab.h"
#include "linear.h"

/* 5.1  Dropout: in training mode each element of x becomes 0 with probability p, and x / (1-p) otherwise; in evaluation
 * mode y = x. args.i[0] says whether the mode is training, args.f[0] is p. */
extern const Op dropout_op;
#define f_dropout(x, p, training)                                                                                      \
    t_apply_at(T_HERE("f_dropout(" #x ", " #p ")"), &dropout_op, (Args){.i = {training}, .f = {p}}, 1, (Tensor *[]){x})

/* 5.2  DropConnect, on some slides "dilution": a linear layer of whose weights some are left out in the forward. x
 * (N,in), W (out,in), b (out) -> y (N,out). */
Tensor *f_drop_connect(Tensor *x, Tensor *W, Tensor *b, double p, bool training);

/* As layers: Dropout(p=0.5, inplace=False) and DropConnect(in_features=784, out_features=10, p=0.5). The latter has the
 * parameters of nn_linear, first values included. */
Module *nn_dropout(double p);
Module *nn_drop_connect(int in_features, int out_features, double p);
