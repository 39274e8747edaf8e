/* classify.c: what a photograph shows, as SqueezeNet 1.1 sees it: make classify IMAGE=photo.jpg. Given.
 *
 *   classify IMAGE FOLDER      a PNG or JPEG file of any size; the picture goes into the folder
 *
 * Prints the five likeliest of ImageNet's 1,000 classes with their probabilities, and draws them as bars, beside the
 * part of the photograph that the network has seen. */
#include "gnuplot.h"
#include "image.h"
#include "photographs.h"
#include "softmax.h"
#include "squeezenet.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 5, NAME_LENGTH = 256 };

typedef struct Guess {
    int    class;
    double probability;
    char   name[NAME_LENGTH]; /* "daisy" */
} Guess;

typedef struct Answer {
    char  seen[PATH_MAX]; /* the picture of what the network has seen */
    Guess best[SHOWN];
} Answer;

/* --- What is needed ----------------------------------------------------------------------------------------------- */
/* Ends the program with one line. Status 2: with other files it would go on. Status 3: what it makes cannot be
 * written. */
_Noreturn static void give_up(int status) {
    fprintf(stderr, "classify: %s\n", t_error());
    exit(status);
}

static Module *pretrained(void) {
    char    path[DATA_PATH];
    Module *m = squeezenet1_1(IMAGENET_CLASSES);
    if (!data_find("squeezenet1_1", "squeezenet1_1.safetensors", path) || !nn_load(m, path)) give_up(2);
    nn_eval(m);
    return m;
}

/* Line k + 1 of the file is class k: "n11939491 daisy" and the like, an identifier and names. */
static void read_names(Guess best[SHOWN]) {
    char path[DATA_PATH], line[NAME_LENGTH + 16];
    if (!data_find("squeezenet1_1", "synset_words.txt", path)) give_up(2);
    FILE *file = fopen(path, "r");
    if (!file) {
        t_error_set("%s: %s", path, strerror(errno));
        give_up(2);
    }
    int lines = 0;
    for (; fgets(line, sizeof line, file); lines++) {
        const char *name = strchr(line, ' ');
        for (int i = 0; i < SHOWN; i++)
            if (best[i].class == lines)
                snprintf(best[i].name, NAME_LENGTH, "%.*s", name ? (int)strcspn(name + 1, "\r\n") : 0, name + 1);
    }
    fclose(file);
    if (lines == IMAGENET_CLASSES) return;
    t_error_set("%s: %d lines; expected %d, a name for each class", path, lines, IMAGENET_CLASSES);
    give_up(2);
}

/* --- The answer --------------------------------------------------------------------------------------------------- */
static void find_best(const Tensor *probabilities, Guess best[SHOWN]) {
    bool taken[IMAGENET_CLASSES] = {false};
    for (int i = 0; i < SHOWN; i++) {
        int largest = -1;
        for (int c = 0; c < IMAGENET_CLASSES; c++)
            if (!taken[c] && (largest < 0 || probabilities->data[c] > probabilities->data[largest])) largest = c;
        taken[largest] = true;
        best[i] = (Guess){.class = largest, .probability = (double)probabilities->data[largest]};
    }
}

static void classify(const Tensor *crop, Guess best[SHOWN]) {
    Module *m = pretrained();
    t_step();
    t_no_grad();
    find_best(f_softmax(nn_forward(m, t_unsqueeze(photograph_input(crop), 0))), best);
    nn_free(m);
    read_names(best);
}

/* The first of a class's names: "pineapple, ananas" is a pineapple. */
static void first_name(FILE *script, const char *name) {
    char first[NAME_LENGTH];
    snprintf(first, sizeof first, "%.*s", (int)strcspn(name, ","), name);
    gnuplot_quote(script, first);
}

static void write_script(FILE *script, const Answer *a) {
    fputs("set multiplot\nunset key\n"
          "set origin 0, 0\nset size ratio -1 0.4, 1\nunset border\nunset tics\nunset grid\n"
          "set title font normal\nset title 'what the network sees'\nplot ", script);
    gnuplot_quote(script, a->seen);
    fputs(" binary filetype=png with rgbimage\n"
          "set origin 0.4, 0\nset size noratio 0.58, 1\nset border 3\nset tics out font small\nset lmargin 24\n"
          "set title 'its five likeliest classes'\n"
          "set xrange [0:1]\nset yrange [4.6:-0.6]\nset xtics 0.25 nomirror\nset xlabel 'probability'\n"
          "set grid xtics noytics back\n"
          "set ytics nomirror (", script);
    for (int i = 0; i < SHOWN; i++) {
        first_name(script, a->best[i].name);
        fprintf(script, " %d%s", i, i + 1 < SHOWN ? ", " : ")\n$bars << EOD\n");
    }
    for (int i = 0; i < SHOWN; i++) fprintf(script, "%d %.6f\n", i, a->best[i].probability);
    /* The number stands behind a short bar, and in the end of a long one. */
    fputs("EOD\nplot $bars using (0):1:(0):2:($1-0.35):($1+0.35) with boxxyerror lc rgb blue, \\\n"
          "     $bars using ($2 > 0.75 ? 0 / 0 : $2 + 0.02):1:(sprintf('%.1f %%', 100 * $2)) "
          "with labels left font small, \\\n"
          "     $bars using ($2 > 0.75 ? $2 - 0.02 : 0 / 0):1:(sprintf('%.1f %%', 100 * $2)) "
          "with labels right font small textcolor rgb background\nunset multiplot\nunset output\n", script);
}

/* <stem>.png; false and t_error(). */
static bool draw(const Answer *a, const char *stem) {
    if (!gnuplot_writable(stem)) return false;
    FILE *script = tmpfile();
    if (!script) return t_error_set("no temporary file for gnuplot");
    gnuplot_png(script, stem, 672, true);
    write_script(script, a);
    const bool drawn = gnuplot_run(script, false) && gnuplot_written(stem, false);
    fclose(script);
    return drawn;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fputs("usage: classify IMAGE FOLDER\n", stderr);
        return 2;
    }
    const char *file = argv[1], *folder = argv[2];
    char        stem[PATH_MAX];
    Answer      answer;
    snprintf(stem, sizeof stem, "%s/classes", folder);
    snprintf(answer.seen, sizeof answer.seen, "%s/seen.png", folder);
    Tensor *image = image_read(file);
    if (!image) give_up(2);
    Tensor *crop = photograph_crop(image);
    if (!crop) give_up(2);
    classify(crop, answer.best);
    printf("%s has %d x %d pixels; the network sees the square in the middle:\n", file, image->shape[2],
           image->shape[1]);
    for (int i = 0; i < SHOWN; i++)
        printf("  %5.1f %%  %s\n", 100 * answer.best[i].probability, answer.best[i].name);
    if (!image_write_png(answer.seen, crop)) give_up(3);
    if (draw(&answer, stem)) printf("picture   %s.png\n", stem);
    else printf("picture   missing: %s\n", t_error());
    t_free(crop);
    t_free(image);
    return 0;
}
