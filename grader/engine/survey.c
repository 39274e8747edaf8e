#include "survey.h"

#include "asked.h"
#include "draw.h"

enum { CASES_MAX = 64 };
/* CPU time of the student's code for one survey. */
#define SURVEY_SECONDS 1.0

/* A wrong answer to a case. */
typedef struct Seen {
    int    index;
    bool   tells, own; /* own: not one of the two in which some gradients are not wanted */
    bool   several;    /* whether any input has more than one element */
    size_t size;       /* elements of the case's inputs */
    Guess  guess;
} Seen;

static Seen see(const Check *check, const Case *k, const Judged *wrong) {
    Seen s = {.index = k->index, .own = k->index < check_cases(check), .tells = wrong->expected->size > 1};
    for (int i = 0; i < k->call.n_in; i++) {
        s.size += k->call.in[i]->size;
        s.several = s.several || k->call.in[i]->size > 1;
    }
    s.guess = compare_guess(wrong->name, wrong->got, wrong->expected, check->tolerance, k);
    return s;
}

static int see_all(Grading *g, const Check *check, int first, int cases, Seen seen[]) {
    int entry, n = 0;
    const double enough = fmax(g->budget.seconds_left - SURVEY_SECONDS, 0);
    if (call_entry(check->call, &entry) == NULL || budget_hurried(&g->budget)) return 0;
    for (int index = first + 1; index < cases && n < CASES_MAX - 1 && g->budget.seconds_left > enough; index++) {
        t_step();
        Case k;
        draw_case(g, check, index, &k);
        const Asked *a = asked(g, check, entry, &k);
        if (!a->answered) continue;
        Judged wrong;
        if (compare_first_wrong(check, &k, a->values, &wrong)) seen[n++] = see(check, &k, &wrong);
    }
    return n;
}

/* Own cases go before others, telling ones before those that do not tell, small before large. Of answers of one number
 * those go first that come from several: the mean of a single number is also its sum. */
static bool before(const Seen *a, const Seen *b) {
    if (a->own != b->own) return a->own;
    if (a->tells != b->tells) return a->tells;
    if (a->several != b->several) return a->several;
    return a->size < b->size;
}

/* One element is as good as any ratio: it has a say only where no case has more. */
static Guess common_guess(const Seen seen[], int n) {
    int several = 0, agreeing = 0;
    Guess guess = {.kind = GUESS_NONE};
    for (int i = 0; i < n; i++) several += seen[i].guess.elements > 1;
    for (int i = 0; i < n; i++) {
        if (several > 0 && seen[i].guess.elements <= 1) continue;
        if (agreeing > 0 && !compare_guesses_agree(&guess, &seen[i].guess)) return (Guess){.kind = GUESS_NONE};
        guess = seen[i].guess;
        agreeing++;
    }
    return agreeing > 1 ? guess : (Guess){.kind = GUESS_NONE};
}

Survey survey(Grading *g, const Check *check, int first, const Case *k, const Judged *wrong) {
    Seen seen[CASES_MAX];
    seen[0] = see(check, k, wrong);
    const int n = 1 + see_all(g, check, first, k->cases, seen + 1);
    int shown = 0;
    for (int i = 1; i < n; i++)
        if (before(&seen[i], &seen[shown])) shown = i;
    return (Survey){.shown = seen[shown].index, .guess = common_guess(seen, n)};
}
