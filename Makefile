# gradlab: every command that a student or an instructor types. `make help` prints the list below.
#
# It is also what can be typed: common/commands/gradlab, which does all of it, refuses other commands (make graed) and
# other variables (TSAK=3.1). How things are compiled is described in common/build.mk.
#
#: make setup                   install what is missing, and say what this machine has
#: make grade LAB=3             grade your code  [TASK=3.2] [CODE=reference|folder] [DEVICE=cuda|emulated] [SEED=7]
#:                              [REVEAL=all|first|none] [SANITIZE=1] [REPORT=html=file.html] [KEY=file] [BOX=weak]
#:                              [HINTS=2: hints in the report] [CHAIN=mine: on your own earlier labs] [OUT=folder]
#: make watch LAB=3             grade again at every save, with the first open task on top  [CODE=reference|folder]
#: make submit LAB=3            pack the lab's files to be handed in: build/submit/03_softmax.zip  [CODE=folder]
#: make update FROM=a.tar.gz    bring a newer handout into this tree; files that you changed stay as they are
#: make train LAB=3             run the experiment  [ARGS="--epochs 20 --lr 0.1"] [CODE=reference|folder]
#:                              [DEVICE=cuda|emulated]
#: make classify IMAGE=a.jpg    what a photograph shows: the five likeliest of 1,000 classes, with a picture
#: make hint TASK=3.2           one more hint each time; LAB=3 lists how many you took  [AGAIN=1] [HINTS=2]
#: make data                    list the larger data sets, and fetch one  [DATA=auto_mpg] [MIRROR=folder|URL]
#+ make new LAB=8_name          the three folders of a new lab, with a task that works: see grader/README.md
#+ make stubs                   write labs/ anew from reference/; files that were worked in are kept  [FORCE=1]
#: make lib                     build the library and nothing else
#+ make test                    the library's, the labs' and the grader's own tests  [FULL=1: and those that take long]
#+                              [DEVICE=cuda: kernels and twins on the GPU alone; DEVICE=emulated: on the emulated one]
#+ make bench                   how long a training step takes, beside PyTorch's  [PYTHON=/a/venv/bin/python] [ARGS=...]
#+                              [DEVICE=cuda: on the GPU]
#+ make selftest LAB=3          the grader of a lab against wrong and right solutions that are known  [SEEDS=500]
#+                              [REPEAT=200]
#+                              [SEED=7]
#+ make calibrate LAB=3         measure the reference over seeds, and write the gates of the training checks  [SEEDS=40]
#+                              [SEED=7]
#+ make class LAB=3             grade a whole class: gradebook, reports, a page  SUBMISSIONS=folder|export.zip
#+                              [ROSTER=roster.csv] [OUT=folder] [JOBS=2] [KEY=file] [DEADLINE=2026-11-30T23:59+01:00]
#+                              [LATE="grace=2 percent=10 cutoff=7"|program] [ATTEMPT=best] [ANONYMOUS=1] [REGRADE=1]
#+                              [ENGINE=slurm] [SBATCH=words]
#+ make similarity LAB=3        who of a class has written alike: a ranked list, pairs side by side  [OUT=folder]
#+                              [AGAINST="last_year 'the year before'"]
#+ make gradescope LAB=3        the autograder for Gradescope, to be uploaded: build/gradescope/03_softmax.zip
#+ make handout                 what students get, unpacked and as build/handout.tar.gz: the labs whose day in
#+                              grader/release.tsv has come  [LABS=0-2] [TODAY=2026-11-05] [RELEASE=1] [HINTS=2]
#+ make plots                   the lecture figures, as PNG, SVG and PDF  [FIGURE=xor_not_separable] [LAB=2]
#+                              [STYLE=dark] [LIST=1: names them] [SHEET=1: plots/figures.png] [README=1: its table]
#: make plot RUN=a/history.tsv  your own training runs, one over the other; LAB or BAND: on the reference's band
#:                              [RUN="a.tsv b.tsv"] [OUT=picture.png] [LAB=3] [BAND="its name"] [STYLE=dark]
#: make clean                   remove build/, the only folder that is written to
#: make help                    this list
ifeq ($(filter output-sync,$(.FEATURES)),)
$(error this is make $(MAKE_VERSION), and GNU make 4 or later is needed (macOS: brew install make, then type gmake))
endif

# What was typed, as words for a shell: the goals, and NAME=VALUE of every variable. make would expand a value when it
# hands the variable on, to a recipe or to another make; what has an override and is written out is handed to nobody.
override TYPED := $(foreach v,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $v))),$v))
override quote  = '$(subst ','\'',$(1))'
override GOALS := $(or $(MAKECMDGOALS),help)
override WORDS := $(foreach g,$(GOALS),$(call quote,$g)) $(foreach v,$(TYPED),$(call quote,$v=$(value $v)))
$(foreach v,$(TYPED),$(eval override $$v := $$(value $$v)))
override MAKEOVERRIDES :=
override SHELL := /bin/sh
override .SHELLFLAGS := -c
override LETTERS := $(filter-out -%,$(firstword $(MAKEFLAGS)))
override GRADLAB := sh common/commands/gradlab

# Exit statuses. GNU make turns every failure into 2 with a message of its own, except in question mode (-q), where a
# recipe marked + still runs and its status 1 becomes make's, in silence. So: the recipe ends with 0 or 1, in question
# mode; what is wrong with a call, or with the tool, is said by $(error) in one line, and make ends with 2.
MAKEFLAGS += -qs
# One line on what is wrong; or else one word, a file for the last words of the recipe.
override SAID := $(shell $(GRADLAB) --check $(WORDS))
ifneq ($(word 2,$(SAID)),)
$(error $(SAID))
endif
.PHONY: $(GOALS) gradlab
$(GOALS): gradlab
	+@$(if $(SAID),$(and $(shell readlink $(SAID)),$(error $(shell readlink $(SAID); rm -f $(SAID)))))
gradlab:
	+@MAKE=$(call quote,$(MAKE)) $(GRADLAB) $(if $(SAID),--last-words $(SAID)) --letters '$(LETTERS)' $(WORDS)
