/* Sections by the ten thousand. */
__asm__(
    ".altmacro\n.macro many n\n.section s\\n,\"aw\"\n.long \\n\n.endm\n"
        ".set i, 0\n.rept 60000\nmany %i\n.set i, i + 1\n.endr\n.text\n");
