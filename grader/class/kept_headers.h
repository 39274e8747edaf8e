/* kept_headers.h: headers that a run has compiled (sandbox/shared_headers.h) outlive it, in OUT/state/headers, so that
 * the next run need not compile them: one that goes on after it was killed, and one that grades what has changed. */
#pragma once
#include "class.h"

/* From OUT/state/headers to the run's own folder, which no other run knows. What is older than the kit is of no use any
 * more and goes; so does what is not, byte by byte, what was kept. */
void kept_headers_take(const Settings *s, const char *shared);
/* What the run has compiled, on this host, and OUT/state/headers has not. A disk that is full costs nothing else. */
void kept_headers_keep(const Settings *s, const char *shared, const char *host);
