#include "late.h"

#include "autograd.h"
#include "error.h"
#include "moment.h"
#include "number.h"
#include "text.h"
#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
enum { DAY = 86400, MOST_DAYS = 10000 };

/* A number from 0 to `most`, and no infinity, nor what else strtod takes for a number. */
static bool read_amount(const char *text, double most, double *value) {
    return number_read(text, value) == NULL && *value >= 0 && *value <= most;
}

static bool read_policy(const char *policy, Late *to) {
    char *copy = text_format("%s", policy), *rest;
    bool ok = true;
    for (char *w = strtok_r(copy, " ,;", &rest); ok && w != NULL; w = strtok_r(NULL, " ,;", &rest)) {
        const size_t n = strlen(w);
        double value;
        if (w[n - 1] == '%') w[n - 1] = '\0';
        if (strncmp(w, "grace=", 6) == 0 && read_amount(w + 6, MOST_DAYS, &value)) to->grace = value;
        else if (strncmp(w, "percent=", 8) == 0 && read_amount(w + 8, 100, &value)) to->percent = value;
        else if (strncmp(w, "cutoff=", 7) == 0 && read_amount(w + 7, MOST_DAYS, &value)) to->cutoff = value;
        else ok = t_error_set("LATE=%s: %s is not understood. Write grace=DAYS percent=PERCENT-A-DAY cutoff=DAYS, or "
                              "the path of a program", policy, w);
    }
    free(copy);
    return ok;
}

bool late_parse(const char *deadline, const char *policy, Late *to) {
    *to = (Late){.cutoff = INFINITY};
    bool zoned = false;
    to->has_deadline = deadline != NULL && deadline[0] != '\0';
    if (to->has_deadline && !moment_parse(deadline, 0, &to->deadline, &to->zone, &zoned))
        return t_error_set("DEADLINE=%s: a day of the calendar and a time are expected, such as "
                           "2026-11-30T23:59+01:00", deadline);
    if (to->has_deadline && !zoned)
        return t_error_set("DEADLINE=%s: the zone is missing: %s+01:00, or Z for UTC", deadline, deadline);
    if (policy == NULL || policy[0] == '\0') return true;
    if (!to->has_deadline)
        return t_error_set("LATE=%s needs a DEADLINE, such as DEADLINE=2026-11-30T23:59+01:00", policy);
    if (strchr(policy, '=') != NULL && access(policy, F_OK) != 0) return read_policy(policy, to);
    if (access(policy, X_OK) != 0) return t_error_set("LATE=%s: %s", policy, strerror(errno));
    to->program = policy;
    return true;
}

bool late_deadline(const Late *l, const Student *s, int64_t *deadline) {
    *deadline = l->deadline;
    if (s->extension == NULL || s->extension[0] == '\0') return true;
    double days;
    if (read_amount(s->extension, MOST_DAYS, &days)) {
        *deadline += (int64_t)(days * DAY);
        return true;
    }
    return moment_parse(s->extension, l->zone, deadline, NULL, NULL) ||
           t_error_set("%s: the extension %s is neither a number of days nor a moment", s->id, s->extension);
}

static int64_t seconds_late(const Late *l, const Student *s, int attempt) {
    int64_t deadline;
    if (!l->has_deadline || attempt < 0 || s->attempts[attempt].time == NO_TIME) return 0;
    if (!late_deadline(l, s, &deadline)) return 0;
    return s->attempts[attempt].time - deadline;
}

int late_days(const Late *l, const Student *s, int attempt) {
    const int64_t late = seconds_late(l, s, attempt);
    return late > 0 ? (int)((late + DAY - 1) / DAY) : 0;
}

int late_choose(const Late *l, const Student *s) {
    for (int a = s->n_attempts - 1; a >= 0; a--)
        if (late_days(l, s, a) == 0) return a;
    return s->n_attempts - 1;
}

static double rounded(double points) { return round(points * 100) / 100; }

bool late_apply(const Late *l, Student *s) {
    s->late_days = late_days(l, s, s->chosen);
    const double charged = fmax(0, s->late_days - l->grace);
    const bool   cut = s->late_days > l->cutoff;
    s->penalty = rounded(cut ? s->total : fmin(s->total, s->total * charged * l->percent / 100));
    s->final = rounded(s->total - s->penalty);
    return cut;
}

/* --- A program ---------------------------------------------------------------------------------------------------- */
static void ask_line(const Late *l, const LabTable *lab, const Student *s, FILE *to) {
    int64_t deadline = l->deadline;
    char    moment[40];
    cJSON  *line = cJSON_CreateObject();
    double  most = 0;
    for (int t = 0; t < lab->n_tasks; t++) most += lab->tasks[t].points;
    cJSON_AddStringToObject(line, "id", s->id);
    cJSON_AddStringToObject(line, "name", s->name != NULL ? s->name : "");
    cJSON_AddStringToObject(line, "section", s->section != NULL ? s->section : "");
    late_deadline(l, s, &deadline);
    moment_text(deadline, l->zone, moment);
    cJSON_AddStringToObject(line, "deadline", moment);
    const int64_t time = s->attempts[s->chosen].time;
    if (time != NO_TIME) moment_text(time, l->zone, moment);
    if (time != NO_TIME) cJSON_AddStringToObject(line, "submitted", moment);
    else cJSON_AddNullToObject(line, "submitted");
    const int64_t late = seconds_late(l, s, s->chosen);
    cJSON_AddNumberToObject(line, "late_seconds", late > 0 ? (double)late : 0);
    cJSON_AddNumberToObject(line, "late_days", s->late_days);
    cJSON_AddNumberToObject(line, "total", s->total);
    cJSON_AddNumberToObject(line, "max", most);
    char *text = cJSON_PrintUnformatted(line);
    fprintf(to, "%s\n", text);
    cJSON_free(text);
    cJSON_Delete(line);
}

static bool take_answer(const Late *l, Student *s, char *line) {
    line[strcspn(line, "\n")] = '\0';
    cJSON *answer = cJSON_Parse(line);
    const cJSON *penalty = cJSON_IsNumber(answer) ? answer : cJSON_GetObjectItemCaseSensitive(answer, "penalty");
    const char *note = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(answer, "note"));
    char *shown = text_name(line, 80); /* what an instructor can read, in one line */
    const bool ok = (cJSON_IsNumber(penalty) && penalty->valuedouble >= 0) ||
                    t_error_set("LATE=%s: for %s it answers %s, where a penalty in points is expected, or "
                                "{\"penalty\": 5}", l->program, s->id, shown);
    free(shown);
    if (ok) {
        s->penalty = rounded(fmin(s->total, penalty->valuedouble));
        s->final = rounded(s->total - s->penalty);
        s->note = note != NULL ? text_name(note, 200) : NULL;
    }
    cJSON_Delete(answer);
    return ok;
}

enum { MOST_BYTES = 16 << 20 };

/* Until it has ended: it has a time, and a room for what it prints. false and t_error(). */
static bool wait_for_program(const Late *l, pid_t pid, int output) {
    const struct timespec nap = {.tv_nsec = 20000000};
    struct timespec begun, now;
    struct stat st;
    int status = 0;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (;;) {
        const pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid) break;
        if (ended < 0 && errno != EINTR) return t_error_set("LATE=%s: %s", l->program, strerror(errno));
        clock_gettime(CLOCK_MONOTONIC, &now);
        const bool slow = now.tv_sec - begun.tv_sec > l->seconds;
        const bool flood = fstat(output, &st) == 0 && st.st_size > MOST_BYTES;
        if (slow || flood) {
            kill(-pid, SIGKILL);
            waitpid(pid, NULL, 0);
            return slow ? t_error_set("LATE=%s: it has not ended within %d s", l->program, l->seconds)
                        : t_error_set("LATE=%s: it prints more than %d MiB", l->program, MOST_BYTES >> 20);
        }
        nanosleep(&nap, NULL);
    }
    if (WIFSIGNALED(status)) return t_error_set("LATE=%s: it was ended by signal %d", l->program, WTERMSIG(status));
    return WEXITSTATUS(status) == 0 ||
           t_error_set("LATE=%s: it ended with status %d", l->program, WEXITSTATUS(status));
}

bool late_ask(const Late *l, Class *c) {
    FILE *to = tmpfile(), *from = tmpfile();
    if (to == NULL || from == NULL) return t_error_set("LATE=%s: no temporary file: %s", l->program, strerror(errno));
    for (int i = 0; i < c->n_students; i++)
        if (c->students[i].has_points) ask_line(l, &c->lab, &c->students[i], to);
    fflush(to);
    rewind(to);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fileno(to), 0);
    posix_spawn_file_actions_adddup2(&files, fileno(from), 1);
    posix_spawnattr_t group; /* of its own, so that what it has started ends with it */
    posix_spawnattr_init(&group);
    posix_spawnattr_setflags(&group, POSIX_SPAWN_SETPGROUP);
    pid_t pid;
    const int rc = posix_spawn(&pid, l->program, &files, &group, (char *[]){(char *)l->program, NULL}, environ);
    posix_spawnattr_destroy(&group);
    posix_spawn_file_actions_destroy(&files);
    bool ok = rc == 0 ? wait_for_program(l, pid, fileno(from)) : t_error_set("LATE=%s: %s", l->program, strerror(rc));
    rewind(from);
    char *line = NULL;
    size_t room = 0;
    for (int i = 0; ok && i < c->n_students; i++) {
        if (!c->students[i].has_points) continue;
        if (getline(&line, &room, from) < 0)
            ok = t_error_set("LATE=%s: it has no line for %s, and one for each student is expected", l->program,
                             c->students[i].id);
        else ok = take_answer(l, &c->students[i], line);
    }
    if (ok && getline(&line, &room, from) >= 0)
        ok = t_error_set("LATE=%s: it prints more lines than it is given", l->program);
    free(line);
    fclose(to);
    fclose(from);
    return ok;
}
