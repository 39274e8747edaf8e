/* fuzz.h: what the harness and its seeds share. */
#pragma once
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
