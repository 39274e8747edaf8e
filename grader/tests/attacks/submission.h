/* submission.h: makes the folder that is handed in, from an attack's text and from what stands around it. */
#pragma once
#include <stdbool.h>

typedef struct Attack {
    const char *name, *base, *file, *replaces, *loses, *says, *fires;
    double seconds; /* more than grading a good submission takes */
    bool   quick, modes;
} Attack;

/* Where things are on this machine, in this run. */
typedef struct Places {
    char root[256];                /* of all that is made here */
    char student[300], neighbour[300], victim[300], canary[300], home[300], cwd[300], tmp[300], out[300], json[320];
    char key[300];                 /* a file that the grader draws under, of attacks that look for the seed */
    char mark[64];
    const char *corpus, *reference; /* tests/attacks, reference/03_softmax */
    int  tcp_port, udp_port;
    const char *abstract_name;
    long seed;
} Places;

#define SEMAPHORES 0x5ed5edu /* the key of a set that an attack makes */
enum { LAB_FILES = 2, FOLDER_SIZE = 512 };
extern const char *const lab_files[LAB_FILES]; /* "softmax.c", "classifier.c" */
/* In the comments of the victim's and the neighbour's files, and nowhere else. */
#define SECRET "REFSECRET"
/* In the course's own solution, and never in what is handed in. */
#define COURSE_SECRET "SOLUTION BEGIN"

/* A correct submission with a secret in it. false, and a message on stderr, when the reference cannot be read. */
bool write_good(const Places *p, const char *folder, const char *comment);
/* Writes the files of an attack into p->student, which is empty. `folder`: what is handed in, that one or one in it. */
bool write_attack(const Places *p, const Attack *a, char folder[FOLDER_SIZE]);
