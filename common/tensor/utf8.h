/* utf8.h: which bytes are characters, and which characters may be shown. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many bytes the character takes that begins at s, 1 to 4; 0 when there is none. s ends with '\0'. */
size_t utf8_decode(const unsigned char *s, uint32_t *character);
/* Whether it is shown as itself: no control, none that takes no room, and none that turns the direction of a line. */
bool utf8_is_shown(uint32_t character);
