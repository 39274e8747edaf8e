/* moment.h: points in time, as people and learning platforms write them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* "2026-11-30T23:59+01:00", "2026-11-30 23:59:10.5 -08:00", "2026-11-30-23-59-10", "2026-11-30T22:59Z"; a date alone is
 * its last second. Without a zone it is in `zone` (seconds east of Greenwich), and *zoned is false. In seconds since
 * 1970. */
bool moment_parse(const char *text, int zone, int64_t *seconds, int *zone_found, bool *zoned);
/* "2026-11-30 23:59:10 +01:00". */
void moment_text(int64_t seconds, int zone, char text[40]);
