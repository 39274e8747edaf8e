/* sanitize_words.h: what AddressSanitizer and UBSan print, as a sentence with the student's line. */
#pragma once
#include "grading.h"

typedef struct Finding {
    char *sentence;  /* "softmax.c:42 reads past the end of row: index 10 of 10"; NULL: nothing, or not in the lab */
    bool  of_memory; /* memory that is not the code's: what it reads there is luck */
} Finding;

/* What the program "./sanitized" of this box has printed. free() the sentence. */
Finding sanitize_finding(Grading *g, const CompileBox *box, const char *said);
