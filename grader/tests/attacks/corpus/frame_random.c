/* 70 kB of noise, another one at each run. */
CTOR begin(void) {
    uint64_t      s = ATTACK_SEED * 2654435761u + 88172645463325252u;
    unsigned char noise[70000];
    for (size_t i = 0; i < sizeof noise; i++) {
        s ^= s << 13, s ^= s >> 7, s ^= s << 17;
        noise[i] = (unsigned char)s;
    }
    Request q;
    take_request(&q);
    if (s & 1) put(&(Response){MAGIC, (uint32_t)(s >> 8) % 8, q.nonce, s >> 20}, sizeof(Response));
    put(noise, sizeof noise);
    for (;;) nanosleep(&(struct timespec){1, 0}, NULL);
}
