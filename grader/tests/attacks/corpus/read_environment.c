/* The environment and the arguments may hold a seed, a key, a path. */
extern char **environ;
static void look(int argc, char **argv, char **envp) {
    for (int i = 0; i < argc; i++) puts(argv[i]);
    for (int i = 0; envp[i]; i++) {
        puts(envp[i]);
        if (strstr(envp[i], "SECRET") || strstr(envp[i], "PATH") || strstr(envp[i], "HOME"))
            puts("REFSECRET in the environment");
    }
}
__attribute__((section(".init_array"), used)) static void (*const at_start)(int, char **, char **) = look;
