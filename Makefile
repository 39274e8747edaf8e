# gradlab: every command is typed here. `make help` lists them.
ifeq ($(origin CC),default)
CC := gcc
endif
SAN ?=
ARCH ?= native
B := build/$(notdir $(firstword $(CC)))$(if $(SAN),-sanitize)

WARN    := -Wall -Wextra -Wpedantic -Wshadow
CPPFLAGS = -Icommon $(patsubst %,-I%,$(wildcard labs/*) $(wildcard reference/*)) -D_GNU_SOURCE
CFLAGS   = -std=c17 $(WARN) -g $(if $(SAN),-O1 -fsanitize=address$(,)undefined -fno-omit-frame-pointer -fno-sanitize-recover=all,-O3 -march=$(ARCH) -fno-math-errno)
, := ,
LIBS     = $(shell pkg-config --libs openblas libpng zlib libcjson) -lm -ldl -pthread
PKGFLAGS = $(shell pkg-config --cflags openblas libpng zlib libcjson check)
COMMON  := $(filter-out common/dev_none.c,$(wildcard common/*.c))
TESTS   := $(wildcard common/tests/test_*.c reference/tests/test_*.c)

.SECONDEXPANSION:
.PHONY: lib unit
lib: $(B)/float/libgradlab.a $(B)/double/libgradlab.a

define per_real
$(B)/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$(CC) -DREAL=$(1) $$(CPPFLAGS) $$(PKGFLAGS) $$(CFLAGS) -MMD -MP -c $$< -o $$@
$(B)/$(1)/libgradlab.a: $(COMMON:%.c=$(B)/$(1)/%.o)
	@rm -f $$@ && ar rcs $$@ $$^
$(B)/$(1)/%: $(B)/$(1)/%.o $(B)/$(1)/libgradlab.a
	$(CC) $$(CFLAGS) -o $$@ $$^ $$(shell pkg-config --libs check) $$(LIBS)
endef
$(foreach r,float double,$(eval $(call per_real,$(r))))
unit: $(foreach r,float double,$(TESTS:%.c=$(B)/$(r)/%))
	@for t in $^; do echo "== $$t"; $$t || exit 1; done
-include $(shell find $(B) -name '*.d' 2>/dev/null)
