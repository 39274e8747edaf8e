/* The line that the report will quote: a cleared screen, a score, a formula; all 128 characters, and no end. */
void train_line(char line[LINE_SIZE], double loss, int current, int size) {
    (void)loss, (void)current, (void)size;
    static const char text[] = "\033[2J\033[1;1H\033]0;100\007SCORE 100/100\r\b\x9b"
                               "31m</pre><script>alert(1)</script>\"}]\n=1+1\xe2\x80\xae%s%n";
    for (int i = 0; i < LINE_SIZE; i++) line[i] = text[i % (int)(sizeof text - 1)];
}
