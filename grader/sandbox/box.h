/* box.h: the run box, in which a probe lives: a static program started from a descriptor, with four pipes, resource
 * limits, an empty environment and the seccomp filter; and talking to it without ever waiting for it. */
#pragma once
#include "box_filter.h"
#include "protocol.h"
#include <sys/types.h>

enum { BOX_KEEP_OUTPUT = 64 * 1024, BOX_MAX_OUTPUT = 8 * 1024 * 1024 };

typedef struct BoxLimits {
    double cpu_seconds;  /* for one exchange, on the probe's own clock */
    double still_seconds; /* for one exchange, in which it neither computes nor waits for a processor */
    double wall_seconds; /* for one exchange; generous, since a machine may be busy */
    double life_seconds; /* CPU time of the process as a whole */
    size_t memory;       /* address space, bytes; of a program on a GPU, what it may write to */
} BoxLimits;

typedef enum BoxEnd {
    BOX_ANSWERED,
    BOX_DIED,      /* before it answered; see status */
    BOX_CPU,       /* ran out of its CPU time */
    BOX_WALL,
    BOX_STILL,     /* neither computes nor answers: sleeps, or waits for what never comes */
    BOX_FLOOD,     /* printed more than BOX_MAX_OUTPUT */
    BOX_VIOLATION, /* answered what was not asked: another frame, or before it had read the request */
    BOX_NO_START   /* the grader's own trouble: no process, no pipe */
} BoxEnd;

typedef struct Box {
    pid_t  pid;          /* 0: there is none */
    int    to, from, out;
    int    status;       /* as waitpid tells it, once it has ended */
    BoxLimits limits;
    char   *output;      /* the first BOX_KEEP_OUTPUT bytes of what it printed; the caller's until box_stop */
    size_t output_size;  /* all that it printed */
    double cpu_used, still_used, wall_used; /* of the last exchange */
} Box;

/* What came back, where the end is BOX_ANSWERED. */
typedef struct BoxAnswer {
    ResponseStatus status;
    char   text[FRAME_MAX_TEXT + 1]; /* unless RESPONSE_ANSWER: untrusted bytes, text_size of them */
    size_t text_size;
} BoxAnswer;

/* Starts the program behind the descriptor. When the grader runs as root the probe does not. A filter for BOX_GPU lets
 * it open what box_filter.h lists, by Landlock: without that it does not start. */
bool box_start(Box *box, int program, const BoxFilter *filter, BoxLimits limits);
/* Takes over a process that the caller has started, for tests: its standard input, its answers and its output. */
void box_adopt(Box *box, pid_t pid, int to, int from, int out, BoxLimits limits);
/* Sends a request (a RequestFrame and what follows it) and reads one answer with exactly `size` bytes of values. After
 * any end but BOX_ANSWERED the process is gone. */
BoxEnd box_exchange(Box *box, const void *request, size_t request_size, void *values, size_t size, BoxAnswer *answer);
/* Ends the process, whatever it does. */
void box_stop(Box *box);
