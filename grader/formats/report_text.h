/* report_text.h: the words of a report, bounded and safe for where they stand, whoever wrote them. */
#pragma once
#include "result.h"
#include "text.h"

/* In bytes: more of a text is cut, and the cut is said. */
enum { NAME_LIMIT = 200, MESSAGE_LIMIT = 4000, OUTPUT_LIMIT = 4000 };

/* Well-formed UTF-8 of characters that are shown as themselves, and newlines. A tab becomes blanks; controls,
 * characters that turn the direction of a line or take no room, and bytes that are no UTF-8 become their hexadecimal
 * numbers. free() it. */
char *report_clean(const char *text, size_t limit);
/* Adds report_clean() of it with what XML and HTML give a meaning written as entities; in attributes as well. */
void report_markup(Text *to, const char *text, size_t limit);

/* "3.1 softmax: values". free() it. */
char *report_name(const Result *r, const CheckResult *c);
const Task *report_task_of(const Result *r, const CheckResult *c);
/* "passed", "wrong", "not written yet": in a student's words. */
const char *report_verdict(Status status);
/* Why it is not full: the message, the hint, and what the program printed. "" for what is passed. free() it. */
char *report_reason(const CheckResult *c);
/* What concerns the whole run: files that could not be read or compiled, notes, how to repeat it. free() it. */
char *report_summary(const Result *r);
bool report_has_hint(const CheckResult *c);
