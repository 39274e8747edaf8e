# plots.mk: the figures; read by common/build.mk. `make plots` of the top folder calls it.
#
#   $(P)/data/PROGRAM/*.tsv                 what plots/compute/PROGRAM.c has computed
#   $(P)/FIGURE.png, .svg, .pdf             drawn from it by plots/FIGURE.gp; below $(P)/dark with STYLE=dark
#
# FIGURES: the names of those that are wanted; CUDA_FIGURES: of those that need the CUDA plugin.
# TODO: how many there are to draw, for the progress lines.
P := $(BUILD)/plots
# What stands in the environment is text, and nothing to expand.
$(foreach v,GRADLAB_DATA GRADLAB_CUDA_PLUGIN,$(eval $(v) := $$(value $(v))))
PICTURES := $(P)$(if $(filter dark,$(STYLE)),/dark)

# DATA_OF_xor_not_separable := xor
FIGURE_PROGRAMS := $(shell awk -f plots/tools/facts.awk -f plots/tools/programs.awk plots/*.gp 2>/dev/null)
$(foreach f,$(FIGURE_PROGRAMS),$(eval DATA_OF_$(firstword $(subst :, ,$(f))) := $(lastword $(subst :, ,$(f)))))
programs_of = $(sort $(foreach f,$(1),$(DATA_OF_$(f))))

# Programs whose first line says "In double" are linked with the library's double build.
IN_DOUBLE := $(patsubst plots/compute/%.c,%,$(shell grep -l '^/\* In double' plots/compute/*.c 2>/dev/null))
real_of    = $(if $(filter $(1),$(IN_DOUBLE)),double,float)
program    = $(B)/$(call real_of,$(1))/plots/compute/$(1)
# What every program may use: the files with a header.
PLOTS_KIT := $(patsubst %.c,%,$(filter $(patsubst %.h,%.c,$(wildcard plots/compute/*.h)),$(wildcard plots/compute/*.c)))
PROGRAMS  := $(filter-out $(PLOTS_KIT),$(patsubst %.c,%,$(wildcard plots/compute/*.c)))

# The float plugin, unless GRADLAB_CUDA_PLUGIN names another.
CUDA_NEEDED := $(and $(filter $(CUDA_FIGURES),$(FIGURES)),\
               $(if $(GRADLAB_CUDA_PLUGIN),,$(filter $(B)/float/%,$(CUDA_PLUGINS))))

.PHONY: plot-programs pictures count-pictures
plot-programs: $(CUDA_NEEDED) $(foreach p,$(call programs_of,$(FIGURES)),$(call program,$(p)))
pictures: $(foreach e,png svg pdf,$(FIGURES:%=$(PICTURES)/%.$(e)))

# Named one by one, as the tests are: else build.mk's rule is taken while an object of the reference is yet to be made.
define plots_real
$(PROGRAMS:%=$(B)/$(1)/%): %: %.o $(PLOTS_KIT:%=$(B)/$(1)/%.o) $(REFERENCE:%.c=$(B)/$(1)/%.o) \
                           $(B)/$(1)/libgradlab.a $(B)/$(1)/link
	$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$(filter-out %/link,$$^) $$(LIBS)
endef
$(foreach r,$(REALS),$(eval $(call plots_real,$(r))))

# Of make plot: needs nothing of reference/, which students do not have.
.PHONY: runs
runs: $(B)/float/plots/tools/runs
$(B)/float/plots/tools/runs: $(B)/float/plots/tools/runs.o $(B)/float/plots/compute/tsv.o $(B)/float/libgradlab.a \
                             $(B)/float/link
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter-out %/link,$^) $(LIBS)

# What the programs read. Another folder of it, a set that comes with an old date or one that goes draw anew, too.
DATA_SETS := $(wildcard $(foreach f,$(sort $(GRADLAB_DATA) datasets build/datasets),$(f)/*.csv* $(f)/auto_mpg/*.csv) \
             labs/*/*.safetensors)
$(if $(FIGURES),$(call stamp,$(P)/data-sets,$(GRADLAB_DATA): $(DATA_SETS)))

# One processor a program: make runs several. facts.tsv is the last that a program writes, and the folder takes its
# place when it is complete.
$(P)/data/%/facts.tsv: $$(call program,$$*) $(DATA_SETS) $(P)/data-sets
	@rm -rf $(@D) $(@D).new && mkdir -p $(@D).new
	@OPENBLAS_NUM_THREADS=1 $(call program,$*) $(@D).new >$(@D).log || { cat $(@D).log; rm -rf $(@D).new; exit 1; }
	@rm -f $(@D).log && mv $(@D).new $(@D)

# A line a figure, numbered by the order in which they become ready.
LOOKS := $(wildcard plots/gnuplot/*.gp) plots/tools/draw
drawn  = { echo $* >>$(P)/progress; \
           echo "[$$(grep -nx $* $(P)/progress | cut -d: -f1)/$(TODO)] $*"; }
$(PICTURES)/%.png $(PICTURES)/%.svg $(PICTURES)/%.pdf: plots/%.gp $(LOOKS) $$(P)/data/$$(DATA_OF_$$*)/facts.tsv
	@sh plots/tools/draw $< $(P)/data/$(DATA_OF_$*) $(or $(STYLE),light) \
	  $(foreach e,svg pdf png,$(PICTURES)/$*.$(e)) && $(drawn)
