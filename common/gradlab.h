/* gradlab.h: the whole library in one include. */
#pragma once
#include "data.h"
#include "history.h"
#include "image.h"
#include "nn.h"
#include "ops.h"
#include "optim.h"
#include "progress.h"
#include "table.h"
#include "team.h"
#include <stdlib.h>
#include <string.h>
