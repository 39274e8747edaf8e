/* feature_cache.h: what the body of a network makes of photographs, kept in a file. Given. */
#pragma once
#include "gradlab.h"

/* extract_features(model, photographs, ...) with a progress bar, unless the file `cache` has the result already. The
 * file is believed when it was made by this very body, from these very photographs, in their order; all else is made
 * anew, and a line says why. Ends the program when a photograph cannot be read. */
Dataset *features_of(Module *model, const Dataset *photographs, const char *cache);
