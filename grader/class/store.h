/* store.h: what is on disk. Every file and folder is there as a whole or not at all, after a power cut, too. */
#pragma once
#include "class.h"
#include <sys/types.h>

bool store_folder(const char *path); /* with all folders above it; false and t_error() */
/* Writes a temporary file beside `path`, brings it to the disk, and puts it in its place. false and t_error(). */
bool store_file(const char *path, const void *bytes, size_t size);
/* Puts a folder with all its files into its place; a folder that stands there is removed first. */
bool store_move(const char *from, const char *to);
void store_remove(const char *path);
char *store_read(const char *path, size_t *size); /* NULL and t_error(); free() it */
bool store_exists(const char *path);
/* The hash of a file, or of all files below a folder with their names, in hexadecimal. false and t_error(). */
bool store_hash(const char *path, char hex[65]);
/* One run at a time works on OUT: a descriptor that holds the lock until the process ends; -1 and t_error(). */
int store_lock(const char *path);
