/* number.h: a number as people write it: 12, -0.5, 1e-3. */
#pragma once

/* Reads all of `text` as a decimal number. NULL when it is one. Otherwise why it is none, as the rest of a sentence
 * that begins with the text: "is not a number". strtod takes more than people call a number (0x10, inf, nan, blanks
 * before it), and makes infinity of 1e400. */
const char *number_read(const char *text, double *value);
