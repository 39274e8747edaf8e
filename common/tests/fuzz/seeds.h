/* seeds.h: what the library's readers begin with. */
#pragma once
#include "curve_table_private.h"
#include "files.h"
#include "fuzz.h"
#include "gradlab.h"
#include "image.h"
#include "safetensors.h"
#include "table.h"

/* Writes small whole files of the reader's format into the folder: what libFuzzer begins with. */
void seed_png(const char *folder);
void seed_jpeg(const char *folder);
void seed_idx(const char *folder);
void seed_csv(const char *folder);
void seed_safetensors(const char *folder);
void seed_cifar10(const char *folder);
void seed_packed(const char *folder);
void seed_history(const char *folder);
void seed_results(const char *folder);
