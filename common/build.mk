# build.mk: how everything is compiled. The commands are in ../Makefile; this file is read only once the libraries are
# there.
#
#   $(BUILD)/<compiler>[-sanitize]/{float,double}/<path of the source>.o, and the programs beside their objects
#
# CC=clang, ARCH=x86-64-v2, SAN=1 (ASan and UBSan) and BUILD=/elsewhere select another tree or rebuild this one.
# STATIC=1 builds graders that are handed out: see grader/tools/handout/.
ifeq ($(origin CC),default)
CC := gcc
endif
$(foreach v,BUILD ARCH SAN STATIC,$(if $(filter environment%,$(origin $(v))),$(eval $(v) :=)))
BUILD := $(or $(BUILD),build)
ARCH  := $(or $(ARCH),native)
B     := $(BUILD)/$(notdir $(firstword $(CC)))$(if $(SAN),-sanitize)
REALS := float double
, := ,

ifeq ($(shell uname -s),Darwin)
KEG := $(wildcard /opt/homebrew/opt/openblas/lib/pkgconfig /usr/local/opt/openblas/lib/pkgconfig)
export PKG_CONFIG_PATH := $(PKG_CONFIG_PATH):$(firstword $(KEG))
endif
PACKAGES := openblas libpng libjpeg zlib libcjson
ifeq ($(shell pkg-config --exists $(PACKAGES) check 2>/dev/null && command -v $(firstword $(CC))),)
$(error $(firstword $(CC)), pkg-config or one of the libraries $(PACKAGES) check is missing: type 'make setup')
endif

# x86 has -march=native, other machines have it or -mcpu=native: the first that the compiler takes.
accepts = $(shell echo 'int x;' | $(CC) $(1) -x c -c -o /dev/null - 2>/dev/null && echo '$(1)')
ARCHFLAG := $(if $(filter x86_64 amd64 i%86,$(shell uname -m)),-march=$(ARCH),$(firstword \
            $(call accepts,-march=$(ARCH)) $(call accepts,-mcpu=$(ARCH))))
ifneq ($(filter-out native,$(ARCH)),)
ifeq ($(call accepts,$(ARCHFLAG)),)
$(error ARCH=$(ARCH): $(firstword $(CC)) knows no such processor; ARCH=x86-64-v2 is one, ARCH=native this machine's)
endif
endif
OPTIMIZE := -O2 $(ARCHFLAG) -fno-math-errno
# Only loops over numbers gain by more. gcc 12.2 on ARM ends with an internal error at -O3 where a loop takes the fmax
# of doubles, which whoever writes checks, tests and hand-ins need not know.
FAST     := -O3
# The library and the solutions: a probe is made from their objects, too (grader.mk), without what it does not use.
SECTIONS := -ffunction-sections -fdata-sections
# The tests' own files: what they call is compiled as everywhere else, and they take a third of the time.
PLAIN    := -O0
CHECKED  := -O1 -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all

# An Op names its three parts and leaves the rest out: {"relu", forward, backward}.
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wno-psabi -Wno-missing-field-initializers
# The rooms of the library, one folder each: README.md beside this file is their map.
ROOMS    := $(addprefix common/,tensor ops cpu cpu/gemm cpu/conv nn data images show)
CPPFLAGS := -Icommon $(ROOMS:%=-I%) $(patsubst %/,-I%,$(sort $(dir $(wildcard labs/*/*.h reference/*/*.h)))) \
            -D_GNU_SOURCE
PKGFLAGS := $(shell pkg-config --cflags $(PACKAGES) check)
# Lines and names of functions are all that is read of what -g gives, and the rest takes a tenth of the compiler's time.
# For students' own files there is all of it: TRAIN.
CFLAGS   := -std=c17 $(WARN) -g1 $(if $(SAN),$(CHECKED),$(OPTIMIZE))
# The CUDA plugin finds the library's functions in the program that opens it.
LDFLAGS  := -rdynamic
# There are 150 test programs, and lld links one in half of the time.
LINK_FAST := $(if $(shell command -v ld.lld),-fuse-ld=lld)
LIBS     := $(shell pkg-config --libs $(PACKAGES)) -lm -ldl -pthread
CHECK    := $(shell pkg-config --libs check)

ifdef STATIC
include grader/tools/handout/static.mk
endif

# Whatever trains needs optimisers, and those are lab 4's solution: the library takes them in from there. A program that
# has an optimizers.c of its own, as a hand-in of lab 4 has, leaves them in the archive.
OPTIMIZERS := $(wildcard reference/04_optimizers/optimizers.c)
COMMON    := $(filter-out common/tensor/dev_$(if $(STATIC),open,none).c,$(wildcard $(ROOMS:%=%/*.c))) $(OPTIMIZERS)
REFERENCE := $(filter-out %/experiment.c,$(wildcard reference/[0-9][0-9]_*/*.c))
# What a lab gives beside its stubs and its programs: files of labs/NN that have no twin in reference/NN.
MAINS     := %/experiment.c %/classify.c
GIVEN     := $(filter-out $(MAINS) $(REFERENCE:reference/%=labs/%),$(wildcard labs/[0-9][0-9]_*/*.c))
# What is compiled with FAST: the kernels, and the labs' solutions, of which most is loops.
KERNELS   := $(wildcard common/cpu/*.c common/cpu/*/*.c) $(REFERENCE)
BENCH     := $(wildcard common/bench/*.c)
TESTS     := $(wildcard common/tests/test_*.c datasets/tests/test_*.c reference/*/tests/test_*.c)

.SECONDEXPANSION:
# Objects that only a chain of rules mentions are kept.
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: lib tests list-tests
lib: $(REALS:%=$(B)/%/libgradlab.a)
tests: $(foreach r,$(REALS),$(TESTS:%.c=$(B)/$(r)/%))

list-tests: ; @printf '%s\n' $(foreach r,$(REALS),$(TESTS:%.c=$(B)/$(r)/%))

# $(call stamp,file,text): writes the file when its text is another one, so that what depends on it is made again.
quote = '$(subst ','\'',$(1))'
stamp = $(if $(and $(wildcard $(1)),$(call same,$(strip $(call read,$(1))),$(strip $(2)))),,\
        $(shell mkdir -p $(dir $(1)) && printf '%s\n' $(call quote,$(2)) >$(1).$$$$ && mv $(1).$$$$ $(1)))
same  = $(and $(findstring x$(1)x,x$(2)x),$(findstring x$(2)x,x$(1)x))
# make itself reads files from version 4.2 on, without a process for each; 4.3 at times leaves the newline at their end.
read  = $(if $(filter 4.0% 4.1%,$(MAKE_VERSION)),$(shell cat $(1) 2>/dev/null),$(file <$(1)))
# What the objects depend on beside their sources: the compiler, its flags, and the processor when that is what they are
# for (a home on a cluster is seen by machines that are not alike). Folders of headers are left out: which headers an
# object was made from is known one by one, so that a new lab or room compiles nothing again.
PROCESSOR := $(if $(filter native,$(ARCH)),$(shell grep -m1 -E '^(flags|Features)' /proc/cpuinfo 2>/dev/null | cksum))
FLAGS     := $(CC) $(shell $(CC) -dumpfullversion -dumpversion -dumpmachine) \
             $(filter-out -I%,$(CPPFLAGS) $(PKGFLAGS)) $(CFLAGS) $(SECTIONS) $(FAST) $(PLAIN) $(PROCESSOR)

# Programs behind commands.
TOOLS := common/tools
.PHONY: command-tools
command-tools: $(patsubst %,$(B)/float/$(TOOLS)/%,submit watch update)
$(B)/float/$(TOOLS)/submit: $(B)/float/$(TOOLS)/files.o $(B)/float/$(TOOLS)/zip.o
$(B)/float/$(TOOLS)/watch: $(patsubst %,$(B)/float/$(TOOLS)/%.o,files watch_tasks watch_screen)
$(B)/float/$(TOOLS)/update: $(B)/float/$(TOOLS)/files.o $(B)/float/$(TOOLS)/archive.o

# The lectures' style, as strings of C, for the pictures of trainings. Probes have the library, too.
STYLED := $(foreach d,$(REALS) $(REALS:%=probe-objects/%),$(B)/$(d)/common/show/gnuplot.o)
$(STYLED): CPPFLAGS += -I$(B)
$(STYLED): $(B)/style.inc
$(B)/style.inc: plots/gnuplot/style.gp
	@mkdir -p $(@D)
	@sed -e '/^#/d; /^$$/d; s/["\\]/\\&/g; s/.*/"&\\n",/' $< >$@

define per_real
$$(call stamp,$(B)/$(1)/flags,$$(FLAGS))
$$(call stamp,$(B)/$(1)/libgradlab.list,$$(COMMON))
$$(call stamp,$(B)/$(1)/link,$$(LDFLAGS) $$(LIBS) $$(CHECK))

$(if $(SAN),,$(KERNELS:%.c=$(B)/$(1)/%.o): CFLAGS += $(FAST))
$(patsubst %.c,$(B)/$(1)/%.o,$(sort $(COMMON) $(REFERENCE))): CFLAGS += $(SECTIONS)
$(TESTS:%.c=$(B)/$(1)/%.o): CFLAGS += $(PLAIN)
# Its own sums take longer than its compiling.
$(B)/$(1)/common/tests/test_gemm.o: CFLAGS += -O1
$(TESTS:%.c=$(B)/$(1)/%): LDFLAGS += $(LINK_FAST)
$(B)/$(1)/%.o: %.c $(B)/$(1)/flags
	@mkdir -p $$(@D)
	$$(CC) -DREAL=$(1) $$(CPPFLAGS) $$(PKGFLAGS) $$(CFLAGS) -MMD -MP -c $$< -o $$@
$(B)/$(1)/libgradlab.a: $(COMMON:%.c=$(B)/$(1)/%.o) $(B)/$(1)/libgradlab.list
	@rm -f $$@.new && ar rcs $$@.new $$(filter %.o,$$^) && mv $$@.new $$@
# Named one by one: else the rule below would be taken while an object of the reference is yet to be made.
$(patsubst %.c,$(B)/$(1)/%,$(filter reference/%,$(TESTS))): %: %.o \
                             $(REFERENCE:%.c=$(B)/$(1)/%.o) $(GIVEN:%.c=$(B)/$(1)/%.o) \
                             $(B)/$(1)/libgradlab.a $(B)/$(1)/link
	$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$(filter-out %/link,$$^) $$(CHECK) $$(LIBS)
$(B)/$(1)/common/bench/bench: $(BENCH:%.c=$(B)/$(1)/%.o) $(REFERENCE:%.c=$(B)/$(1)/%.o) \
                              $(B)/$(1)/labs/07_transfer/squeezenet.o \
                              $(B)/$(1)/libgradlab.a $(B)/$(1)/link
	$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$(filter-out %/link,$$^) $$(LIBS)
$(B)/$(1)/%: $(B)/$(1)/%.o $(B)/$(1)/libgradlab.a $(B)/$(1)/link
	$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) $$(CHECK) $$(LIBS)
endef
$(foreach r,$(REALS),$(eval $(call per_real,$(r))))

# --- make train: the lab's experiment with the files of CODE, and the reference of all other labs ---------------------
ifdef LAB_NAME
TRAIN  := $(B)/float/train/$(LAB_NAME)
MINE   := $(basename $(shell awk -v show=files -f labs/lab.awk labs/$(LAB_NAME)/lab.tsv))
GIFTS  := $(filter-out $(MAINS) $(MINE:%=labs/$(LAB_NAME)/%.c),$(wildcard labs/$(LAB_NAME)/*.c))
OTHERS := $(filter-out reference/$(LAB_NAME)/%,$(REFERENCE))
# Where students have been given other labs' solutions built (grader/tools/handout), these.
SOLVED := $(filter-out %/$(LAB_NAME).a,$(wildcard grader/prebuilt/$(shell uname -m)/solved/*.a))
# Of another folder's files nothing is kept, what they depended on least of all.
ifneq ($(shell cat $(TRAIN)/code 2>/dev/null),$(CODE_DIR))
$(shell rm -f $(TRAIN)/*.[od])
endif
$(call stamp,$(TRAIN)/code,$(CODE_DIR))
$(call stamp,$(TRAIN)/twins,$(notdir $(wildcard $(CODE_DIR)/*.cu)))

# What stands in a stub, and what is begun, is not used yet, which is no reason to warn.
$(TRAIN)/%.o: $(CODE_DIR)/%.c $(TRAIN)/code $(TRAIN)/twins $(B)/float/flags
	$(CC) -DREAL=float $(call my_twins,$*) -I$(CODE_DIR) $(CPPFLAGS) $(PKGFLAGS) $(CFLAGS) \
	  -g -Wno-unused-parameter -Wno-unused-function -Wno-unused-variable -Wno-unused-but-set-variable -MMD -MP -c $< -o $@
TRAIN_KIT := $(B)/float/labs/$(LAB_NAME)/experiment.o $(GIFTS:%.c=$(B)/float/%.o) $(OTHERS:%.c=$(B)/float/%.o) \
             $(SOLVED) $(B)/float/libgradlab.a $(B)/float/link
define link_kit
$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(if $(SOLVED),-Wl$(,)--start-group) $(filter %.a,$^) \
  $(if $(SOLVED),-Wl$(,)--end-group) $(LIBS)
endef
$(TRAIN)/experiment: $(MINE:%=$(TRAIN)/%.o) $(TRAIN_KIT)
	$(link_kit)
.PHONY: experiment experiment-kit
experiment: $(TRAIN)/experiment
experiment-kit: $(TRAIN_KIT)

# make classify: a network of the labs before this one, and none of the files that are written here.
CLASSIFY := $(B)/float/labs/$(LAB_NAME)/classify
$(CLASSIFY): $(CLASSIFY).o $(patsubst %,$(B)/float/labs/$(LAB_NAME)/%.o,squeezenet photographs) \
             $(OTHERS:%.c=$(B)/float/%.o) $(SOLVED) $(B)/float/libgradlab.a $(B)/float/link
	$(link_kit)
.PHONY: classify
classify: $(CLASSIFY)
endif

-include common/cuda/cuda.mk common/tests/fuzz/fuzz.mk grader/grader.mk grader/tools/selftest.mk plots/plots.mk

# What make grade and make train need to answer DEVICE=cuda.
.PHONY: device
device: $(CUDA_PLUGINS) $(B)/float/common/tools/has_device
-include $(shell find $(B) -name '*.d' 2>/dev/null)
