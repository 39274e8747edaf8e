/* The assembler prints, and is told that its mistakes are in another file. */
__asm__(".print \"\\033[2JSCORE 100/100\"\n.file \"" VICTIM
        "\"\n.line 1\n.warning \"\\033]0;100\\007<script>\"\n.error \"stop\"\n");
