#include VICTIM
