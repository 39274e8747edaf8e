/* misconceptions.h: what a lab's students get wrong, as grader/labs/NN/misconceptions.txt declares it
 * (grader/tools/mutate says how).
 *
 * Each misconception serves twice. The grader holds all of them as one program, and names the one whose answers a wrong
 * answer equals (diagnose.h). The grader's own test grades each in the place of a hand-in (grade --mutant). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct Misconception {
    const char *name, *task;
    const char *loses, *may; /* checks that it must lose, and that it may lose: "3.1 values; 3.11"; "" for none */
    const char *says;        /* the sentence for the student */
} Misconception;

/* Ended by a NULL name. Weak: a grader without them names none. */
extern const Misconception lab_misconceptions[] __attribute__((weak));
const Misconception *misconception_find(const char *name); /* NULL when there is none of this name */

/* The one whose sentence a message begins with; NULL when there is none. */
const Misconception *misconception_said(const char *message);

/* A probe in which misconception i, in the double build, is chosen by the call MUTANTS_CHOOSE with the argument
 * misconception = i; from then on the lab's calls are its calls. It lies in the grader and not in the kit: a submission
 * can read the kit, and most of a misconception is right. */
extern const unsigned char lab_mutants[] __attribute__((weak)), lab_mutants_end[] __attribute__((weak));
enum { MUTANTS_CHOOSE = 32 }; /* a lab has no more calls than that */
/* That program, as a descriptor; -1 when there is none. */
int misconceptions_program(void);

/* What is said of a training that is left out: by a glance (glance.h), where the misconception does not declare to lose
 * it, or by --no-trainings. */
#define TRAINING_NOT_RUN "not run: a training, and trainings are left out here"

/* Whether the check is one of `list`, by task and title, or by task alone. */
bool misconception_lists(const char *list, const char *task, const char *title);
