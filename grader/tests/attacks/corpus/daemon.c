/* Outlives its process: two forks, a session of its own, deaf to signals. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            for (int s = 1; s < 65; s++) signal(s, SIG_IGN);
            for (int fd = 0; fd < 64; fd++) close(fd);
            sleep(2);
            canary("daemon");
            sleep(600);
        }
        _exit(0);
    }
    return NULL;
}
