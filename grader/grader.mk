# grader.mk: for each lab with checks, one grader and one kit of what its probe is made from.
#
#   $(B)/grader/grade-NN_lab                    the grader: holds the reference and the expected values
#   $(B)/probe/include/                         all headers: what a submission may include
#   $(B)/probe/NN_lab/{float,double}/           core.o, others.a, libgradlab.a: what a submission is linked with
#   $(B)/probe/NN_lab/stubs/                    the files as handed out
#
# Nothing of reference/NN_lab is below $(B)/probe/NN_lab.
GRADED := $(patsubst grader/checks/%.c,%,$(wildcard grader/checks/[0-9][0-9]_*.c))

# Objects of the library that a lab's task is to write, and that its submissions therefore do not get.
WITHHELD_03_softmax := ops_one_hot

GRADER_FLAGS := -Igrader $(shell pkg-config --cflags libseccomp 2>/dev/null)
GRADER_LIBS  := -lseccomp
# A probe is a static program without BLAS, sanitizers or anything else that needs the system. What it does not use is left
# out function by function, and with it the libraries that only reading files needs.
PROBE_FLAGS  := -std=c17 $(WARN) $(OPTIMIZE) -ffunction-sections -fdata-sections -DGRADLAB_NO_BLAS -Igrader

ENGINE := $(filter-out grader/grade.c,$(wildcard grader/*.c))
PROBE  := grader/call.c $(wildcard grader/probe/*.c)
PROBE_COMMON := $(filter-out common/dev_open.c,$(wildcard common/*.c))
PROBE_HEADERS := $(wildcard common/*.h labs/*/*.h reference/*/*.h)

.PHONY: grade grade-kits
grade: $(GRADED:%=$(B)/grader/grade-%) grade-kits

# --- The grader -------------------------------------------------------------------------------------------------------------
$(B)/double/grader/%.o: grader/%.c $(B)/double/flags
	@mkdir -p $(@D)
	$(CC) -DREAL=double $(GRADER_FLAGS) $(CPPFLAGS) $(PKGFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
$(B)/double/grader/grade.o: GRADER_FLAGS += -DDEFAULT_CC='"$(firstword $(CC))"' -DDEFAULT_PROBES='"$(B)/probe"'
$(call stamp,$(B)/grader/link,$(LDFLAGS) $(GRADER_LIBS) $(LIBS) $(REFERENCE) $(ENGINE))
$(GRADED:%=$(B)/grader/grade-%): $(B)/grader/grade-%: $(B)/double/grader/grade.o $(ENGINE:%.c=$(B)/double/%.o) \
        $(B)/double/grader/checks/%.o $(B)/double/grader/calls/%.o $(REFERENCE:%.c=$(B)/double/%.o) $(B)/double/libgradlab.a $(B)/grader/link
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter-out %/link,$^) $(GRADER_LIBS) $(LIBS)

# --- The probe's kit --------------------------------------------------------------------------------------------------------
$(call stamp,$(B)/probe-objects/flags,$(CC) $(PROBE_FLAGS) $(CPPFLAGS) $(PROCESSOR))
$(B)/probe/include/.made: $(PROBE_HEADERS) | $(B)/probe-objects/flags
	@mkdir -p $(@D) && cp $(PROBE_HEADERS) $(@D) && touch $@

define probe_real
$(B)/probe-objects/$(1)/%.o: %.c $(B)/probe-objects/flags
	@mkdir -p $$(@D)
	$(CC) -DREAL=$(1) $(CPPFLAGS) $(PKGFLAGS) $(PROBE_FLAGS) -MMD -MP -c $$< -o $$@
endef
$(foreach r,$(REALS),$(eval $(call probe_real,$(r))))

# $(1) lab, $(2) precision. core.o is the probe, the lab's calls and all of the library that they use, in one object: a
# submission that defines one of its functions again is refused by the linker, and is not linked in silence.
define probe_kit
$(call stamp,$(B)/probe-objects/$(1)/$(2).list,$(PROBE_COMMON) $(WITHHELD_$(1)) $(filter-out reference/$(1)/%,$(REFERENCE)))
$(B)/probe/$(1)/$(2)/libgradlab.a: $(patsubst %.c,$(B)/probe-objects/$(2)/%.o,$(filter-out $(WITHHELD_$(1):%=common/%.c),$(PROBE_COMMON))) \
        $(B)/probe-objects/$(1)/$(2).list
	@mkdir -p $$(@D)
	@rm -f $$@.new && ar rcs $$@.new $$(filter %.o,$$^) && mv $$@.new $$@
$(B)/probe/$(1)/$(2)/others.a: $(patsubst %.c,$(B)/probe-objects/$(2)/%.o,$(filter-out reference/$(1)/%,$(REFERENCE))) \
        $(B)/probe-objects/$(1)/$(2).list
	@mkdir -p $$(@D)
	@rm -f $$@.new && ar rcs $$@.new $$(filter %.o,$$^) && mv $$@.new $$@
$(B)/probe/$(1)/$(2)/core.o: $(PROBE:%.c=$(B)/probe-objects/$(2)/%.o) $(B)/probe-objects/$(2)/grader/calls/$(1).o \
        $(B)/probe/$(1)/$(2)/others.a $(B)/probe/$(1)/$(2)/libgradlab.a
	$(CC) -r -nostdlib -o $$@ $$^
grade-kits: $(B)/probe/$(1)/$(2)/core.o
endef
define probe_stubs
$(B)/probe/$(1)/stubs/.made: $(filter-out %/experiment.c,$(wildcard labs/$(1)/*.c))
	@mkdir -p $$(@D) && cp $$^ $$(@D) && touch $$@
grade-kits: $(B)/probe/$(1)/stubs/.made $(B)/probe/include/.made
endef
$(foreach l,$(GRADED),$(eval $(call probe_stubs,$(l)))$(foreach r,$(REALS),$(eval $(call probe_kit,$(l),$(r)))))
