#include "real_gpu.h"

#include "compare.h"
#include "draw.h"
#include "no_gpu.h"
#include "session.h"
#include "verdict.h"
#include <stdlib.h>
#include <string.h>

/* In one case: CUDA takes a second and more to begin, asleep or not, and a busy GPU lets others wait. */
#define GPU_SECONDS 20.0
#define GPU_MEMORY ((size_t)16 << 30)

static Session *open_gpu(Grading *g, const Check *check) {
    Session *s = t_calloc(1, sizeof *s);
    *s = (Session){.g = g, .check = check, .precision = PRECISION_FLOAT, .calls = 1, .alive = true,
                   .still_seconds = GPU_SECONDS};
    g->code.program = g->gpu.program;
    const BoxLimits limits = {.cpu_seconds = GPU_SECONDS, .still_seconds = GPU_SECONDS, .wall_seconds = 3 * GPU_SECONDS,
                              .life_seconds = LAB_SECONDS, .memory = GPU_MEMORY};
    if (g->gpu.filter.program.len > 0 && box_start(&s->box, g->gpu.program, &g->gpu.filter, limits)) return s;
    free(s);
    return NULL;
}

/* From here on the emulated GPU is all there is. */
static void give_up(Grading *g, const char *why) {
    result_note(g->result, "no kernel runs on %s from here on: %s. The emulated GPU's word counts", g->gpu.of.name,
                why);
    g->gpu.given_up = true;
}

/* Why the probe gave no answer: the GPU, or this machine's box, and not the hand-in; NULL otherwise. free() it. */
static char *why_unusable(const Box *box, BoxEnd end, const BoxAnswer *said) {
    static const char no_box[] = "this system has no Landlock";
    if (end == BOX_ANSWERED && strstr(said->text, NO_GPU) != NULL)
        return text_quote(strstr(said->text, NO_GPU) + strlen(NO_GPU), strcspn(strstr(said->text, NO_GPU), "\n") -
                          strlen(NO_GPU), 200);
    if (end != BOX_ANSWERED && box->output_size >= sizeof no_box - 1 &&
        memcmp(box->output, no_box, sizeof no_box - 1) == 0)
        return text_format("%s, which would hold a program there", no_box);
    return NULL;
}

static void tell_difference(Grading *g, const Check *check, const Case *k, const Box *box, const Judged *wrong) {
    Text text = {0};
    text_add(&text, "right on the emulated GPU, and wrong on %s\n", g->gpu.of.name);
    compare_show(&text, wrong->name, wrong->got, wrong->expected, check->tolerance);
    compare_describe_case(&text, check, k);
    verdict_keep_output(g, check, box);
    result_set(g->result, check_index(g, check), STATUS_FAILED, 0, text.s);
}

bool gpu_agrees(Grading *g, const Check *check) {
    if (g->gpu.program < 0 || g->gpu.given_up) return true;
    Session *s = open_gpu(g, check);
    int entry;
    bool agrees = true;
    if (s == NULL) give_up(g, g->gpu.filter.program.len > 0 ? t_error() : g->gpu.filter.why);
    call_entry(check->call, &entry);
    for (int i = 0, cases = check_cases(check); s != NULL && agrees && !g->gpu.given_up && i < cases; i++) {
        t_step();
        Case      k;
        Tensor   *answer[CALL_MAX_VALUES];
        Judged    wrong;
        BoxEnd    end;
        BoxAnswer said;
        draw_telling(g, check, i, &k);
        cases = k.cases;
        if (session_exchange(s, entry, &k, NULL, answer, &end, &said)) {
            agrees = !compare_first_wrong(check, &k, answer, &wrong);
            if (!agrees) tell_difference(g, check, &k, &s->box, &wrong);
            continue;
        }
        char *why = why_unusable(&s->box, end, &said);
        if (why != NULL) give_up(g, why);
        else {
            char *lead = text_format("right on the emulated GPU, and not on %s:", g->gpu.of.name);
            verdict_no_answer(g, check, &s->box, end, &said, &k, lead);
            free(lead);
            agrees = false;
        }
        free(why);
    }
    session_close(s);
    if (s != NULL && !g->gpu.given_up) g->gpu.ran[check_index(g, check)] = true;
    return agrees;
}

void gpu_tell(Grading *g) {
    Text there = {0};
    int  n = 0;
    for (const Task *task = g->lab->tasks; task->id != NULL; task++) {
        bool ran = false;
        for (int i = 0; i < g->result->n_checks; i++)
            ran = ran || (g->gpu.ran[i] && strcmp(g->lab->checks[i].task, task->id) == 0);
        if (ran) text_add(&there, "%s%s", n++ > 0 ? ", " : "", task->id);
    }
    if (n > 0)
        result_note(g->result, "the kernels ran on the emulated GPU; those of %s then on %s, too", text_of(&there),
                    g->gpu.of.name);
    else result_note(g->result, "the kernels ran on the emulated GPU, and not on a real one");
    text_free(&there);
}
