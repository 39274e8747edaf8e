/* A gigabyte of initialised data. */
int much[1 << 28] = {1};
