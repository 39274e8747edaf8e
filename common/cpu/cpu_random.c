#include "cpu_private.h"
#include "philox.h"
#include "team.h"

/* Blocks side by side, so that each round is a loop of vector instructions. */
enum { BLOCKS = 16, NUMBERS = 4 * BLOCKS };

static void blocks_from(uint64_t key, uint64_t stream, uint64_t first, uint32_t word[4][BLOCKS]) {
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (uint64_t b = 0; b < BLOCKS; b++) {
        word[0][b] = (uint32_t)(first + b);
        word[1][b] = (uint32_t)((first + b) >> 32);
        word[2][b] = (uint32_t)stream;
        word[3][b] = (uint32_t)(stream >> 32);
    }
    for (int round = 0; round < PHILOX_ROUNDS; round++, k0 += PHILOX_STEP_0, k1 += PHILOX_STEP_1)
        for (int b = 0; b < BLOCKS; b++) philox_round(&word[0][b], &word[1][b], &word[2][b], &word[3][b], k0, k1);
}

typedef struct Uniform {
    uint64_t key, stream;
    size_t   n;
    real    *x;
} Uniform;

static void uniform_share(void *job, int part, int parts) {
    const Uniform *u = job;
    const Share    s = team_share(u->n, NUMBERS, part, parts);
    for (size_t at = s.begin; at < s.end; at += NUMBERS) {
        uint32_t     word[4][BLOCKS];
        const size_t n = s.end - at < NUMBERS ? s.end - at : NUMBERS;
        blocks_from(u->key, u->stream, at / 4, word);
        for (size_t i = 0; i < n; i++) u->x[at + i] = (real)philox_unit(word[i % 4][i / 4]);
    }
}

void cpu_uniform(const uint64_t name[2], size_t n, real *x) {
    enum { NUMBERS_PER_US = 1000 };
    team_run(team_parts((double)n / NUMBERS_PER_US), uniform_share, &(Uniform){name[0], name[1], n, x});
}
