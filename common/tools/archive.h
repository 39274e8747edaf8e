/* archive.h: unpacks a .tar.gz that somebody else may have made. */
#pragma once
#include <stdbool.h>

/* Unpacks the archive into `folder`, which is empty and the caller's alone. All that is taken are files and folders
 * below one folder, whose name is left out, with plain names (letters, digits and ._+-), each once; no links, no names
 * that lead elsewhere, and no more than a handout has by far. false and t_error() for anything else and for a damaged
 * archive; what is then in `folder` is no part of an archive. */
bool archive_unpack(const char *path, const char *folder);
/* Whether it is plain names with a / between them, none of which is . or .. or empty. */
bool archive_is_plain(const char *path);
