/* build_id.h: all that a result depends on besides the hand-in. */
#pragma once
#include "class.h"

typedef struct BuildId {
    char     grader[65], kit[65], key[65]; /* hashes: program and gates; what hand-ins are linked with; the secret */
    char     stamp[17];  /* of all of these: results lie in OUT/state/results/STAMP */
    char     build[13];  /* of grader and kit, for people */
    char    *key_file;
    uint64_t seed;       /* of the class: all have the same cases, and nobody can know them without the key */
} BuildId;

/* Without KEY the class has a secret of its own, made by the first run, in OUT/state/key. false and t_error(). */
bool build_id(const Settings *s, const LabTable *lab, BuildId *to);
