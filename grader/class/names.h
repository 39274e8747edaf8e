/* names.h: when two ways to write a name are the same name. */
#pragma once
#include <stdbool.h>

/* Letters in small, without accents and umlauts (composed or not), all else a blank between words: "Müller-Lüdenscheidt,
 * Jörg" becomes "muller ludenscheidt jorg". free() it. */
char *name_folded(const char *name);
/* The words of it in alphabetical order, so that first and last name may change places. free() it. */
char *name_sorted(const char *name);
/* The letters and digits alone, as Canvas writes names in front of files. free() it. */
char *name_squeezed(const char *name);
/* Whether each word of `part` is a word of `all`; both folded. */
bool name_has_words(const char *all, const char *part);
/* What can be a file's name and an id: letters, digits, . _ - @ and the letters of other alphabets; all else becomes _.
 * free() it. */
char *name_for_file(const char *name);
