/* The compiler shows the line in which a mistake is: it is told that this one is in another file. */
#include "softmax.h"
#line 1 VICTIM
int a = "";
int b = *3;
#line 1 "/etc/passwd"
int c = *3;
