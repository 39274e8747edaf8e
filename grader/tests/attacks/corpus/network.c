/* Tells somebody outside. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
static void try_tcp(void) {
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(TCP_PORT),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s >= 0 && connect(s, (struct sockaddr *)&to, sizeof to) == 0) canary("tcp");
}
static void try_udp(void) {
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(UDP_PORT),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (s >= 0 && sendto(s, "labels", 6, 0, (struct sockaddr *)&to, sizeof to) == 6) canary("udp");
}
static void try_abstract(void) {
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    memcpy(to.sun_path + 1, ABSTRACT_NAME, sizeof ABSTRACT_NAME - 1);
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    if (s >= 0 && connect(s, (struct sockaddr *)&to, (socklen_t)(sizeof(sa_family_t) + sizeof ABSTRACT_NAME)) == 0)
        canary("unix");
}
CTOR begin(void) {
    signal(SIGSYS, SIG_IGN);
    try_tcp();
    try_udp();
    try_abstract();
    if (socket(16 /* AF_NETLINK */, SOCK_RAW, 0) >= 0) canary("netlink");
}
