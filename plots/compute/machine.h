/* machine.h: what the machine's parts are called, for figures of measured times; and a clock. */
#pragma once
#include "tsv.h"

/* machine.tsv: a table of "cpu gpu" with one row, their names; "this CPU", "this GPU" where the system does not say. */
void machine_write(void);
/* Seconds since some moment. */
double machine_clock(void);
/* Seconds that this program has had a processor for: what else runs on the machine does not count. */
double machine_processor_time(void);
