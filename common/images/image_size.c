#include "error.h"
#include "image_private.h"

enum { MOST_PIXELS = 1 << 26, MOST_ALONG_AN_AXIS = 65500 }; /* the latter is JPEG's own limit */

bool image_size_allowed(const char *path, unsigned long width, unsigned long height) {
    if (width > 0 && height > 0 && width <= MOST_ALONG_AN_AXIS && height <= MOST_ALONG_AN_AXIS &&
        width * height <= MOST_PIXELS)
        return true;
    return t_error_set("%s: %lu x %lu pixels; expected at least one and at most %d million in all, %d along an axis",
                       path, width, height, MOST_PIXELS >> 20, MOST_ALONG_AN_AXIS);
}
