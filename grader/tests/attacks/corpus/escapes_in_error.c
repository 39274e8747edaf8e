/* What the compiler repeats in its messages: control characters, markup, a formula, text that runs backwards. */
#include "softmax.h"
#pragma message "␛[31mPASS␇"
#error "␛[2J␛[1;1HSCORE 100/100 ␛]0;100␇</pre><script>alert(1)</script> =1+1 ␝2J"
int unknown = "␛[31m" + wr‮ong␛[2J;
#line 7 "␛[2J<script>.c"
int x = ;
