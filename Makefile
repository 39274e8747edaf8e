# gradlab: every command that a student or an instructor types. `make help` lists them (the lines that begin with "#:").
# What they build is described in common/build.mk, which is read in a make of its own, once the libraries are there.
ifeq ($(filter output-sync,$(.FEATURES)),)
$(error this is make $(MAKE_VERSION), and GNU make 4 or later is needed (macOS: brew install make, then type gmake))
endif
SHELL := /bin/sh
# Words as common as these may stand in the environment for something else: only what is typed counts.
$(foreach v,LAB TASK CODE DEVICE RELEASE SEED SEEDS KEY REVEAL SANITIZE REPORT ARGS ARCH SAN BUILD DATA MIRROR AGAIN \
  PYTHON FIGURE STYLE LIST README SHEET OUT BAND FORCE REPEAT,\
  $(if $(filter environment%,$(origin $(v))),$(eval $(v) :=)))
override BUILD := $(or $(BUILD),build)
COMMANDS := help setup grade train hint data stubs lib test bench selftest calibrate gradescope handout plots plot clean
# These are about one lab.
OF_A_LAB := grade train selftest calibrate gradescope $(if $(TASK),$(if $(LAB),hint),hint)

ifeq ($(filter $(COMMANDS),$(or $(MAKECMDGOALS),help)),)
# Files only: make build/gcc/float/common/tests/test_tensor
include common/build.mk
else

# Exit statuses. GNU make turns every failure into 2 with a message of its own, except in question mode (-q), where a
# recipe marked + still runs and its status 1 becomes make's, in silence. So: recipes end with 0 or 1, in question mode;
# a wrong call ends with $(error), which says one line and exits with 2. Under make -n neither holds: the recipes are
# shown.
# (RUN is also what make plot is given.)
HISTORIES := $(if $(filter command,$(origin RUN)),$(RUN))
ifeq ($(findstring n,$(filter-out -%,$(firstword $(MAKEFLAGS)))),)
MAKEFLAGS += -qs
override RUN := +@
else
override RUN := @
endif
.PHONY: $(COMMANDS)
.DEFAULT_GOAL := help
GOALS := $(or $(MAKECMDGOALS),help)
# A tree that students were given has no checks; it brings each lab's grader, for one kind of processor or several.
MACHINE    := $(shell uname -m)
HANDED_OUT := $(if $(wildcard grader/engine),,grader/prebuilt/$(MACHINE))
THE_INSTRUCTORS := $(filter $(if $(HANDED_OUT),stubs test bench selftest calibrate gradescope handout plots),$(GOALS))
ifneq ($(THE_INSTRUCTORS),)
  $(error make $(firstword $(THE_INSTRUCTORS)): this is the tree that students get, and that command is its maker's)
endif

# --- What was asked for, checked before anything is done --------------------------------------------------------------
quote = '$(subst ','\'',$(1))'
# A lab is one that can be graded; LAB=3, LAB=03 and LAB=03_softmax mean the same one.
LABS     := $(sort $(patsubst labs/%/lab.tsv,%,$(wildcard labs/[0-9][0-9]_*/lab.tsv)))
short     = $(or $(patsubst 0%,%,$(firstword $(subst _, ,$(1)))),0)
names_of  = $(1) $(firstword $(subst _, ,$(1))) $(call short,$(1))
CHOICES  := $(foreach l,$(LABS),LAB=$(call short,$(l)) ($(l)))

one_word  = $(filter 1,$(words $(1)))
# $(call choice,value,choices): the value where it is one of these, and one word.
choice    = $(and $(call one_word,$(1)),$(filter $(2),$(1)))
# $(call looks_like,value,pattern of all of it)
looks_like = $(filter 1,$(shell printf %s $(call quote,$(1)) | grep -Exc $(call quote,$(2))))
A_SEED    := [0-9]{1,18}
A_COUNT   := [1-9][0-9]{0,3}
A_FOLDER  := [^]["'$$\:;\#%&|<>()*?`!]+
gpu       = $(wildcard /dev/nvidia0 /dev/dxg)$(shell nvidia-smi -L 2>/dev/null)
ifneq ($(filter $(OF_A_LAB),$(GOALS)),)
  LAB_NAME := $(and $(call one_word,$(LAB)),\
              $(firstword $(foreach l,$(LABS),$(if $(filter $(call names_of,$(l)),$(LAB)),$(l)))))
  ifeq ($(strip $(LAB)),)
    $(error which lab? Add one of: $(CHOICES))
  endif
  ifeq ($(LAB_NAME),)
    $(error LAB=$(LAB): there is no such lab. The choices are: $(CHOICES))
  endif

  # CODE is a folder; the two that everybody has have names.
  SOLVED   := $(and $(call one_word,$(CODE)),$(filter reference,$(CODE)))
  CODE_DIR := $(patsubst %/,%,$(if $(CODE),$(if $(SOLVED),reference/$(LAB_NAME),$(CODE)),labs/$(LAB_NAME)))
  ifneq ($(shell test -d $(call quote,$(CODE_DIR)) && echo there),there)
    $(error CODE=$(CODE): there is no such folder. Leave CODE out for labs/$(LAB_NAME), or use CODE=reference or a \
            folder's path)
  endif

  ifeq ($(call choice,$(or $(DEVICE),cpu),cpu cuda),)
    $(error DEVICE=$(DEVICE): there is no such device. The choices are: DEVICE=cpu, DEVICE=cuda)
  endif
  ifeq ($(DEVICE)$(GRADLAB_CUDA_PLUGIN),cuda)
    ifeq ($(gpu),)
      $(error DEVICE=cuda: no NVIDIA GPU is to be seen here. Leave DEVICE out, and the CPU does it)
    endif
  endif
endif

ifneq ($(filter grade,$(GOALS)),)
  ifeq ($(if $(HANDED_OUT),$(wildcard $(HANDED_OUT)/grade-$(LAB_NAME)),built here),)
    $(error this machine is a $(MACHINE), and the grader of $(LAB_NAME) was given out for: \
            $(patsubst grader/prebuilt/%/grade-$(LAB_NAME),%,$(wildcard grader/prebuilt/*/grade-$(LAB_NAME))))
  endif
  TASKS := $(shell awk -v show=tasks -f labs/lab.awk labs/$(LAB_NAME)/lab.tsv)
  ifneq ($(TASK),)
    ifneq ($(and $(call one_word,$(TASK)),$(filter $(TASKS),$(TASK))),$(TASK))
      $(error TASK=$(TASK): lab $(call short,$(LAB_NAME)) has no such task. The choices are: $(TASKS:%=TASK=%))
    endif
  endif
  ifneq ($(KEY),)
    ifneq ($(shell test -f $(call quote,$(KEY)) && test -r $(call quote,$(KEY)) && echo there),there)
      $(error KEY=$(KEY): there is no such file. To make one: head -c 32 /dev/urandom >FILE)
    endif
  endif
  ifeq ($(call choice,$(or $(REVEAL),first),all first none),)
    $(error REVEAL=$(REVEAL): how much of the expected values is shown is one of REVEAL=all, REVEAL=first, REVEAL=none)
  endif
endif

ifneq ($(filter grade selftest calibrate,$(GOALS)),)
  ifeq ($(call looks_like,$(or $(SEED),1),$(A_SEED)),)
    $(error SEED=$(SEED): a seed is a whole number of at most 18 digits, such as SEED=7)
  endif
  ifeq ($(call looks_like,$(or $(SEEDS),40),$(A_COUNT)),)
    $(error SEEDS=$(SEEDS): the number of runs that are measured is a whole number from 1 to 9999, such as SEEDS=40)
  endif
  ifeq ($(call looks_like,$(or $(REPEAT),1),$(A_COUNT)),)
    $(error REPEAT=$(REPEAT): how often each is graded again is a whole number from 1 to 9999, such as REPEAT=200)
  endif
endif

# ARGS are words as the shell takes them.
ifneq ($(filter train bench,$(GOALS)),)
  ifneq ($(shell printf '%s\n' $(call quote,: $(ARGS)) | sh -n 2>&1),)
    $(error ARGS=$(ARGS): the shell cannot read this: is a quote or a bracket alone?)
  endif
endif

# A lab's hints tell its tasks too.
ifneq ($(filter hint,$(GOALS)),)
  HINTS   := $(wildcard labs/$(or $(LAB_NAME),[0-9][0-9]_*)/hints.txt)
  HINTED  := $(if $(HINTS),$(shell sed -n 's/^@ //p' $(HINTS)))
  OF_THIS  = $(or $(filter $(firstword $(subst ., ,$(TASK))).%,$(HINTED)),$(HINTED))
  ifeq ($(HINTS),)
    $(error there are no hints for $(or $(LAB_NAME),any lab) here)
  endif
  ifneq ($(and $(call one_word,$(TASK)),$(filter $(HINTED),$(TASK))),$(TASK))
    $(error TASK=$(TASK): there is no such task$(if $(LAB_NAME), in lab $(call short,$(LAB_NAME))). The choices are: \
            $(OF_THIS:%=TASK=%))
  endif
  HINTS   := $(if $(TASK),$(shell grep -lx '@ $(TASK)' $(HINTS)),$(HINTS))
endif

# Sets to be fetched are those of the manifest; a mirror can stand in the environment for all calls on a machine.
ifneq ($(filter data,$(GOALS)),)
  SETS   := $(shell awk -F '\t' 'NR > 1 && !seen[$$1]++ { print $$1 }' datasets/manifest.tsv)
  HERE   := $(patsubst datasets/%.csv,%,$(patsubst %.gz,%,$(wildcard datasets/*.csv datasets/*.csv.gz)))
  MIRROR := $(or $(MIRROR),$(GRADLAB_MIRROR))
  ifneq ($(filter-out $(SETS),$(DATA)),)
    $(error DATA=$(DATA): there is no such set to fetch. The choices are: $(SETS:%=DATA=%) \
            ($(HERE): in datasets/ already))
  endif
  ifneq ($(and $(MIRROR),$(filter-out http://% https://%,$(firstword $(MIRROR)))),)
    ifneq ($(shell test -d $(call quote,$(MIRROR)) && echo there),there)
      $(error MIRROR=$(MIRROR): there is no such folder. A mirror is a folder, or a URL that begins with http:// or \
              https://, and holds NAME/FILE)
    endif
  endif
endif

# RELEASE: the labs whose solutions students may have by now.
ifneq ($(filter handout,$(GOALS)),)
  RELEASED := $(foreach l,$(LABS),$(if $(filter $(call names_of,$(l)),$(RELEASE)),$(l)))
  ifneq ($(filter-out $(foreach l,$(LABS),$(call names_of,$(l))),$(RELEASE)),)
    $(error RELEASE=$(RELEASE): these are not all labs. The choices are: \
            $(foreach l,$(LABS),RELEASE=$(call short,$(l)) ($(l))))
  endif
endif

# FIGURE: one or several of those in plots/, LAB: those of a lab.
ifneq ($(filter plots,$(GOALS)),)
  CHOSEN := $(shell FIGURE=$(call quote,$(FIGURE)) LAB=$(call quote,$(LAB)) \
            awk -f plots/tools/facts.awk -f plots/tools/choose.awk plots/*.gp)
  ifeq ($(firstword $(CHOSEN)),!)
    $(error $(wordlist 2,$(words $(CHOSEN)),$(CHOSEN)))
  endif
  # Figures that compare with a GPU are skipped where there is none, or nothing to build its plugin with.
  CUDA_FIGURES := $(patsubst plots/%.gp,%,$(shell grep -l '^# needs: cuda' plots/*.gp))
  nvcc    := $(wildcard $(addsuffix /bin/nvcc,$(CUDA_HOME) /usr/local/cuda))$(shell command -v nvcc)
  SKIPPED := $(if $(GRADLAB_CUDA_PLUGIN)$(and $(gpu),$(nvcc)),,$(filter $(CUDA_FIGURES),$(CHOSEN)))
  WANTED  := $(filter-out $(SKIPPED),$(CHOSEN))
endif

ifneq ($(filter plots plot,$(GOALS)),)
  ifeq ($(call choice,$(or $(STYLE),light),light dark),)
    $(error STYLE=$(STYLE): there is no such style. The choices are: STYLE=light, STYLE=dark)
  endif
endif

# RUN: histories. The band that they are drawn on is that of LAB, or of the lab in their path; BAND=none leaves it out.
ifneq ($(filter plot,$(GOALS)),)
  ifeq ($(strip $(HISTORIES)),)
    $(error which training runs? Add RUN=build/train/03_softmax/history.tsv, or several: RUN="a.tsv b.tsv")
  endif
  PICTURE := $(or $(OUT),$(BUILD)/plots/runs.png)
  ifeq ($(and $(filter 1,$(words $(PICTURE))),$(filter %.png %.svg %.pdf,$(PICTURE))),)
    $(error OUT=$(OUT): a picture's name ends in .png, .svg or .pdf, and has no blanks)
  endif
  lab_of = $(patsubst grader/labs/%/bands.tsv,%,$(1))
  is_of_runs = $(if $(LAB),$(filter $(call names_of,$(1)),$(LAB)),$(findstring $(1),$(HISTORIES)))
  BANDS := $(firstword $(foreach f,$(sort $(wildcard grader/labs/*/bands.tsv)),\
           $(if $(call is_of_runs,$(call lab_of,$(f))),$(f))))
  ifeq ($(if $(LAB),$(BANDS),none is asked for),)
    $(error LAB=$(LAB): there is no band of such a lab. The choices are: \
            $(foreach f,$(sort $(wildcard grader/labs/*/bands.tsv)),LAB=$(call short,$(call lab_of,$(f)))))
  endif
  ifeq ($(BAND),none)
    BANDS :=
  endif
endif

ifneq ($(filter train,$(GOALS)),)
  ifneq ($(words $(CODE_DIR)),1)
    $(error CODE=$(CODE): make cannot build in a folder with blanks in its path. Copy it to one without)
  endif
  ABSENT := $(filter-out $(notdir $(wildcard $(CODE_DIR)/*.c)) experiment.c,$(notdir $(wildcard labs/$(LAB_NAME)/*.c)))
  ifneq ($(ABSENT),)
    $(error $(CODE_DIR)/: $(ABSENT) is not there; a folder to train with holds all of the lab's files)
  endif
endif

ifneq ($(and $(call one_word,$(BUILD)),$(call looks_like,$(BUILD),$(A_FOLDER))),1)
  $(error BUILD=$(BUILD): make cannot build in a folder with blanks, quotes or signs such as : or % in its path)
endif
# The only folder that is written to; made with a mark, so that `make clean` removes nothing that it has not made.
made = [ -d $(BUILD) ] || { mkdir -p $(BUILD) && touch $(BUILD)/.gradlab; }
ifneq ($(filter $(OF_A_LAB) lib test bench handout hint plots plot $(if $(DATA),data),$(GOALS)),)
  ifneq ($(shell { $(made); } 2>/dev/null && [ -w $(BUILD) ] && echo yes),yes)
    $(error $(BUILD)/ cannot be written to here: add BUILD=/a/folder/of/yours, and everything that is made goes there)
  endif
endif

# What make data brings is found where it was put.
ifneq ($(BUILD),build)
  export GRADLAB_DATA := $(or $(GRADLAB_DATA),$(BUILD)/datasets)
endif

# --- Building, quietly ------------------------------------------------------------------------------------------------
# The other make gets our jobs, but neither -q nor -s; all processors when -j was not given.
COMPILER  = $(notdir $(firstword $(if $(filter default,$(origin CC)),gcc,$(CC))))
B         = $(BUILD)/$(COMPILER)$(if $(SAN),-sanitize)
FLAGS_OF  = MAKEFLAGS="$$(printf '%s' "$$MAKEFLAGS" | sed 's/^\([[:alpha:]]*\)q/\1/; s/^\([[:alpha:]]*\)s/\1/')"
JOBS      = $(if $(findstring -j,$(MAKEFLAGS)),,-j$$(getconf _NPROCESSORS_ONLN))
MAKE_HERE = $(FLAGS_OF) $(MAKE) --no-print-directory -f common/build.mk BUILD=$(BUILD) $(FOR_THIS)

# $(call build,goals,notice): one line when there is something to make, and the compiler's words only when it fails.
# $(call build_aloud,goals): the compiler's words whenever it has some: this is the student's own file.
define build
log=$(B)/build.log; mkdir -p $(B); \
$(MAKE_HERE) -q $(1) >/dev/null 2>&1 || { \
  [ -z "$(2)" ] || printf '%s\n' "$(2)" >&2; \
  $(MAKE_HERE) -s $(JOBS) -O $(1) >"$$log" 2>&1 || { $(show_log); $(say_full); exit 1; }; }
endef
define build_aloud
log=$(B)/build.log; $(MAKE_HERE) -s $(JOBS) -O $(1) >"$$log" 2>&1; status=$$?; $(show_log); \
[ $$status -eq 0 ] || { $(say_full); exit 1; }
endef
# A make that fails in silence could not even write its log.
say_full = [ -s "$$log" ] || echo "$(BUILD)/ cannot be written to: is the disk full?" >&2
show_log = sed '/^make.*\(Error\|Waiting\)/d' "$$log" >&2
FIRST = building the library$(if $(wildcard $(B)/float/libgradlab.a),, (the first time, about half a minute)) ...

#: make setup                   install what is missing, and say what this machine has
setup:
	$(RUN)sh common/setup.sh $(if $(filter test,$(GOALS)),--developer)

# Whatever else is asked for waits for setup.
AFTER_SETUP := $(if $(filter setup,$(GOALS)),setup)

# DEVICE=cuda asks the plugin whether the GPU can be used, before anything runs on it; when not, the reason is a wrong
# call's one line. (make expands a recipe when its turn has come, so the reason is known by then.)
NO_DEVICE := $(BUILD)/no-device
.PHONY: device
device: | $(AFTER_SETUP)
	$(RUN)$(call build,device,building the library and its CUDA plugin ...)
	$(RUN)$(B)/float/common/tools/has_device $(DEVICE) >$(NO_DEVICE) || :
AFTER_DEVICE := $(AFTER_SETUP) $(if $(filter cuda,$(DEVICE)),device)
device_or_stop = $(if $(filter cuda,$(DEVICE)),$(if $(shell cat $(NO_DEVICE) 2>/dev/null),$(error \
                 DEVICE=cuda: $(shell cat $(NO_DEVICE)))))

#: make grade LAB=3             grade your code     [TASK=3.2] [CODE=reference|folder] [DEVICE=cuda] [SEED=7]
#:                              [REVEAL=all|first|none] [SANITIZE=1] [REPORT=html=file.html] [KEY=file]
grade: | $(AFTER_DEVICE)
	$(RUN)$(device_or_stop):
	$(RUN)$(if $(HANDED_OUT),:,$(call build,grade-$(LAB_NAME),$(FIRST)))
	$(RUN)$(or $(HANDED_OUT),$(B)/grader)/grade-$(LAB_NAME) --code $(call quote,$(CODE_DIR)) \
	  $(if $(HANDED_OUT),--cc $(COMPILER)) $(TASK:%=--task %) $(SEED:%=--seed %) $(DEVICE:%=--device %) \
	  $(REVEAL:%=--reveal %) $(if $(SANITIZE),--sanitize) $(if $(KEY),--key-file $(call quote,$(KEY))) \
	  $(foreach r,$(REPORT),--report $(call quote,$(r))) \
	  --kit $(or $(HANDED_OUT),$(B))/probe/$(LAB_NAME) \
	  --out $(BUILD)/grade/$(LAB_NAME) --json $(BUILD)/grade/$(LAB_NAME)/results.json || exit 1

#: make train LAB=3             run the experiment  [ARGS="--epochs 20 --lr 0.1"] [CODE=reference|folder] [DEVICE=cuda]
train: FOR_THIS = LAB_NAME=$(LAB_NAME) CODE_DIR=$(CODE_DIR)
train: | $(AFTER_DEVICE)
	$(RUN)$(device_or_stop):
	$(RUN)$(call build,experiment-kit,$(FIRST))
	$(RUN)$(call build_aloud,experiment)
	$(RUN)SAN=$(SAN) sh common/tools/train.sh $(B)/float/train/$(LAB_NAME)/experiment \
	  --out $(BUILD)/train/$(LAB_NAME) $(DEVICE:%=--device %) $(ARGS)

#: make hint TASK=3.2           one more hint each time; LAB=3 lists how many you took  [AGAIN=1 shows those anew]
hint: | $(AFTER_SETUP)
	$(RUN)sh labs/hint.sh $(BUILD)/hints $(HINTS) $(TASK) $(and $(TASK),$(AGAIN),again)

#: make data                    list the larger data sets, and fetch one  [DATA=auto_mpg] [MIRROR=folder|URL]
data: | $(AFTER_SETUP)
	$(RUN)sh datasets/fetch.sh --into $(BUILD)/datasets $(if $(DATA),--mirror $(call quote,$(MIRROR)) $(DATA),--list)

#: make stubs                   write labs/ anew from reference/; files that were worked in are kept  [FORCE=1]
stubs: | $(AFTER_SETUP)
	$(RUN)for lab in $(notdir $(patsubst %/,%,$(wildcard labs/*/))); do \
	  BACKUP=$(BUILD)/stubs-before sh grader/tools/mkstubs reference/$$lab labs/$$lab || exit 1; done

#: make lib                     build the library and nothing else
lib: | $(AFTER_SETUP)
	$(RUN)$(call build,lib,$(FIRST))

#: make test                    the library's, the labs' and the grader's own tests
test: | $(AFTER_SETUP)
	$(RUN)$(FLAGS_OF) MAKE=$(MAKE) BUILD=$(BUILD) bash common/tests/run.sh

#: make bench                   how long a training step takes, beside PyTorch's  [PYTHON=/a/venv/bin/python] [ARGS=...]
bench: | $(AFTER_SETUP)
	$(RUN)$(call build,$(B)/float/common/bench/bench,$(FIRST))
	$(RUN)$(B)/float/common/bench/bench $(if $(PYTHON),--python $(call quote,$(PYTHON))) $(ARGS) || exit 1

#: make selftest LAB=3          the grader of a lab against wrong and right solutions that are known  [REPEAT=200]
selftest: | $(AFTER_SETUP)
	$(RUN)$(call build,selftests,building the grader and its wrong solutions ...)
	$(RUN)MAKE=$(MAKE) BUILD=$(BUILD) $(SEED:%=SEED=%) $(REPEAT:%=REPEAT=%) bash grader/tests/selftest.sh $(LAB_NAME)

#: make calibrate LAB=3         measure the reference over seeds, and write the gates of the training checks  [SEEDS=40]
calibrate: | $(AFTER_SETUP)
	$(RUN)$(call build,grade-$(LAB_NAME),$(FIRST))
	$(RUN)$(B)/grader/grade-$(LAB_NAME) --code reference/$(LAB_NAME) --kit $(B)/probe/$(LAB_NAME) \
	  --calibrate $(or $(SEEDS),40) --seed $(or $(SEED),1) || exit 1

#: make gradescope LAB=3        the autograder for Gradescope, to be uploaded: build/gradescope/03_softmax.zip
gradescope: | $(AFTER_SETUP)
	$(RUN)$(call build,$(BUILD)/gradescope/$(LAB_NAME).zip,packing the autograder ...)
	$(RUN)echo $(BUILD)/gradescope/$(LAB_NAME).zip

#: make handout                 what students get, unpacked and as build/handout.tar.gz: no solutions but  [RELEASE=3]
handout: | $(AFTER_SETUP)
	$(RUN)$(call build,handout RELEASED=$(call quote,$(RELEASED)),building the graders that students get ...)
	$(RUN)echo $(BUILD)/handout.tar.gz

#: make plots                   the lecture figures, as PNG, SVG and PDF  [FIGURE=xor_not_separable] [LAB=2]
#:                              [STYLE=dark] [LIST=1: names them]
PICTURES = $(BUILD)/plots$(if $(filter dark,$(STYLE)),/dark)
FACTS    = awk -f plots/tools/facts.awk
plots: FOR_THIS = FIGURES="$(WANTED)" STYLE=$(STYLE) CUDA_FIGURES="$(CUDA_FIGURES)"
plots: | $(AFTER_SETUP)
ifneq ($(LIST),)
	$(RUN)DATA=$(BUILD)/plots/data CHOSEN="$(CHOSEN)" $(FACTS) -f plots/tools/list.awk plots/*.gp
else ifneq ($(README),)
	$(RUN)sh plots/tools/readme >$(BUILD)/plots-readme && cat $(BUILD)/plots-readme >plots/README.md && \
	  rm $(BUILD)/plots-readme
else
	$(RUN)$(gnuplot_or_stop):
	$(RUN)$(call build,plot-programs,building the library and the figures' programs ...)
	$(RUN)mkdir -p $(PICTURES); rm -f $(BUILD)/plots/progress; log=$(BUILD)/plots/draw.log; \
	  todo=$$($(MAKE_HERE) -n pictures | grep -c '^sh plots/tools/draw '); \
	  $(MAKE_HERE) -s -k $(JOBS) pictures TODO=$$todo 2>"$$log"; status=$$?; \
	  sed '/^make/d' "$$log" >&2; rm -f $(BUILD)/plots/progress; \
	  PICTURES=$(PICTURES) MAKE_WITH=$(STYLE:%=STYLE=%) $(FACTS) -f plots/tools/gallery.awk plots/*.gp \
	    >$(PICTURES)/index.html && [ $$status -eq 0 ] && \
	  echo "$$todo of $(words $(WANTED)) drawn: $(PICTURES)/index.html shows them all"
	$(if $(SHEET),$(RUN)$(call build,$(B)/float/plots/tools/sheet) && \
	  $(B)/float/plots/tools/sheet plots/figures.png $(WANTED:%=$(PICTURES)/%.png))
	$(if $(SKIPPED),$(RUN)$(say_skipped))
endif
#: make plot RUN=a/history.tsv  your own training runs, one over the other, on the band of the reference's
#:                              [RUN="a.tsv b.tsv"] [OUT=picture.png] [LAB=3] [BAND=none|"its name"]
# What is wrong with the histories is known when make comes to the target that depends on them.
RUNS = $(BUILD)/plots/runs
.PHONY: runs
runs: | $(AFTER_SETUP)
	$(RUN)$(gnuplot_or_stop):
	$(RUN)$(call build,runs,$(FIRST))
	$(RUN)mkdir -p $(RUNS); $(B)/float/plots/tools/runs $(RUNS) $(call quote,$(BANDS)) \
	  $(call quote,$(BAND)) $(foreach h,$(HISTORIES),$(call quote,$(h))) 2>$(RUNS)/wrong || [ -s $(RUNS)/wrong ] || \
	  { echo "$(RUNS)/ cannot be written to: is the disk full?" >&2; exit 1; }
plot: | runs
	$(RUN)$(if $(shell cat $(RUNS)/wrong),$(error $(shell cat $(RUNS)/wrong))):
	$(RUN)sh plots/tools/draw plots/tools/runs.gp $(RUNS) $(or $(STYLE),light) $(call quote,$(PICTURE)) && \
	  echo $(call quote,$(PICTURE))

say_skipped = echo "skipped, for want of an NVIDIA GPU and nvcc: $(SKIPPED)"
gnuplot_or_stop = $(if $(shell command -v gnuplot),,$(error gnuplot draws the figures, and is not installed: \
                  make setup installs it))

#: make clean                   remove build/, the only folder that is written to
clean:
	$(RUN)[ ! -e $(BUILD) ] || [ $(BUILD) = build ] || [ -e $(BUILD)/.gradlab ] || \
	  { echo "$(BUILD) was not made by gradlab: it stays" >&2; exit 1; }; rm -rf -- $(BUILD)

#: make help                    this list
help:
	$(RUN)sed -n 's/^#: //p' Makefile; printf '\nlabs: %s\n' '$(CHOICES)'

# A file beside commands: make setup build/gcc/float/libgradlab.a
OTHER := $(filter-out $(COMMANDS),$(GOALS))
ifneq ($(OTHER),)
.PHONY: $(OTHER)
$(OTHER): | $(AFTER_SETUP)
	$(RUN)$(MAKE_HERE) $@
endif
endif
