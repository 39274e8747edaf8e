# selftest.mk: the misconceptions of the labs, built into their graders; and the grader's test of itself.
#
#   $(B)/mutants/NN_lab/mutants.o    the reference with each of its misconceptions
#   $(B)/mutants/NN_lab/edited/      small mistakes (edits.awk), in folders 0, 1, ...: the reference and
#                                    the alternatives that EDITED_NN_lab in the lab's lab.mk names
#   $(B)/mutants/NN_lab/program      all of them as one probe, which the grader of the lab carries with it
ifndef DECLARED # read once, by build.mk or behind it
DECLARED  := $(patsubst grader/labs/%/misconceptions.txt,%,$(wildcard grader/labs/[0-9][0-9]_*/misconceptions.txt))
EDITS     := grader/tools/edits_expressions.awk grader/tools/edits.awk
# As a hand-in is compiled: what is never set holds a pattern. A mistake may put a number in a pointer's place, which is
# an error since gcc 14 and clang 15: whoever makes it in a hand-in is told so by the compiler.
MIXED     := -Wno-int-conversion -Wno-incompatible-pointer-types
PATTERN   := -ftrivial-auto-var-init=pattern
MUTANT_CC := $(CC) $(shell $(CC) $(PATTERN) -E -x c /dev/null >/dev/null 2>&1 && echo $(PATTERN)) \
             -DREAL=double -Igrader/engine $(filter-out $(WARN),$(PROBE_FLAGS)) -O0 -w $(MIXED) $(CPPFLAGS) $(PKGFLAGS)
# What all of them include is read once, and stored as the compiler has it in its memory.
READ_ONCE := $(B)/mutants/given.h
$(READ_ONCE).gch: $(B)/probe-objects/flags
	@mkdir -p $(@D)
	echo '#include "gradlab.h"' >$(READ_ONCE)
	$(MUTANT_CC) -MMD -MP -MT $@ -MF $(@:.gch=.d) -x c-header $(READ_ONCE) -o $@

# $(1) lab, $(2) $(B)/mutants/NN_lab, $(3) objects of the probe, $(4) its kit, $(5) the alternatives in which small
# mistakes are made, too
define mutants_of
$(2)/table.c: grader/labs/$(1)/misconceptions.txt grader/tools/mutate
	@mkdir -p $$(@D)
	sh grader/tools/mutate --table $$< >$$@
$(2)/mutants.o: grader/labs/$(1)/misconceptions.txt grader/tools/mutate grader/tools/compile_mutants \
        $(call objects,probe-objects/double,$(wildcard grader/labs/$(1)/calls.c grader/labs/$(1)/kit.c \
          reference/$(1)/*.c)) | $(READ_ONCE).gch
	sh grader/tools/compile_mutants $(1) $$(@D) $(3) $$(MUTANT_CC) -include $(READ_ONCE)

# Solutions with small mistakes, of which one can be switched on, and the table of these.
$(2)/edits.c: $(2)/edited/mutant.o ;
$(2)/edited/mutant.o: $(EDITS) grader/tools/alternative $(wildcard reference/$(1)/*.c) \
        $(wildcard $(5:%=grader/labs/$(1)/alternatives/%/*.c)) \
        $(call objects,probe-objects/double,$(wildcard grader/labs/$(1)/calls.c grader/labs/$(1)/kit.c)) \
        | $(READ_ONCE).gch
	rm -rf $$(@D) && mkdir -p $$(@D)
	set -e; for a in $(5); do \
	  sh grader/tools/alternative reference/$(1) grader/labs/$(1)/alternatives/$$$$a $$(@D)/written/$$$$a; done
	awk -v out=$$(@D) -v table=$(2)/edits.c $(EDITS:%=-f %) $(wildcard reference/$(1)/*.c) \
	  $(foreach a,$(5),$(patsubst reference/$(1)/%,$$(@D)/written/$(a)/%,$(wildcard reference/$(1)/*.c)))
	set -e; for w in $$(@D)/[0-9]*; do n=$$$${w##*/}; \
	  for c in $$$$w/*.c; do $$(MUTANT_CC) -include $(READ_ONCE) -c $$$$c -o $$$${c%.c}.o; done; \
	  $(CC) -r -nostdlib -o $$$$w.o $$$$w/*.o \
	    $(patsubst %.c,$(3)/%.o,$(wildcard grader/labs/$(1)/calls.c grader/labs/$(1)/kit.c)); \
	  objcopy --redefine-sym lab_calls=lab_edited_calls_$$$$n --keep-global-symbol=lab_edited_calls_$$$$n $$$$w.o; done
	{ echo '#include "call.h"'; \
	  for w in $$(@D)/[0-9]*.o; do n=$$$${w##*/}; echo "extern const CallEntry lab_edited_calls_$$$${n%.o}[];"; done; \
	  echo 'extern const CallEntry *const lab_edited_calls[];'; \
	  echo 'const CallEntry *const lab_edited_calls[] = {'; \
	  for w in $$(@D)/[0-9]*.o; do n=$$$${w##*/}; echo "    lab_edited_calls_$$$${n%.o},"; done; echo '};'; \
	} >$$(@D)/ways.c
	$$(MUTANT_CC) -c $$(@D)/ways.c -o $$(@D)/ways.o
	$(CC) -r -nostdlib -o $$@ $$(@D)/ways.o $$(@D)/[0-9]*.o

$(2)/program: grader/tools/mutants.c $(2)/mutants.o $(2)/edited/mutant.o \
        $(filter-out %/where.o,$(call objects,probe-objects/double,$(PROBE))) $(4)/others.a $(4)/libgradlab.a \
        $(B)/probe/blas.a
	$$(MUTANT_CC) -static -Wl,--gc-sections -s -o $$@ $$^ -lm
$(2)/embedded.o: grader/tools/embedded.c $(2)/program
	$(CC) -DMUTANTS='"$(2)/program"' -c $$< -o $$@
$(2)/table.o: $(2)/table.c grader/engine/misconceptions.h
	$(CC) -std=c17 -Igrader/engine -c $$< -o $$@
$(2)/edits.o: $(2)/edits.c grader/engine/edits.h
	$(CC) -std=c17 $$(GRADER_FLAGS) $(CPPFLAGS) $(PKGFLAGS) -DREAL=double -c $$< -o $$@
$(B)/grader/grade-$(1): $(2)/table.o $(2)/edits.o $(2)/embedded.o
endef
# Optional tasks for a GPU: $(1) 03_cuda, $(2) 03_softmax/03_cuda, $(3) their misconceptions, $(4) $(B)/mutants/03_cuda.
# In float, as their hand-ins; without small mistakes.
MUTANT_FLOAT = $(MUTANT_CC:-DREAL=double=-DREAL=float)
define cuda_mutants_of
$(4)/table.c $(4)/list.c: grader/labs/$(2)/misconceptions.txt grader/tools/mutate
	@mkdir -p $$(@D)
	sh grader/tools/mutate --table $$< >$(4)/table.c
	{ echo '#include "call.h"'; printf 'extern const CallEntry mutant_%s[];\n' $(3); \
	  echo 'extern const CallEntry *const lab_mutant_calls[];'; \
	  echo 'const CallEntry *const lab_mutant_calls[] = {'; printf '    mutant_%s,\n' $(3); echo '};'; } >$(4)/list.c
$(4)/%/mutant.o: grader/labs/$(2)/misconceptions.txt grader/tools/mutate reference/$(2)/kernels.cu labs/$(2)/kernels.h \
        $(B)/emulated/translate $(B)/float/grader/labs/$(2)/device.emu.o \
        $(B)/probe-objects/float/grader/labs/$(2)/calls.o
	sh grader/tools/mutate reference/$(2) grader/labs/$(2)/misconceptions.txt $$* $$(@D)
	$(CUDA_CXX) $(EMU_CODE) -w -DREAL=float $(EMU_INCLUDE) -Ilabs/$(2) -E -P -x c++ $$(@D)/kernels.cu -o $$@.i
	$(B)/emulated/translate $$@.i $$@.ii
	$(CUDA_CXX) $(EMU_CODE) -w -x c++-cpp-output -c $$@.ii -o $$@.kernels
	$(CC) -r -nostdlib -Wl,--force-group-allocation -o $$@.all $$@.kernels $$(filter %.o,$$^)
	objcopy --redefine-sym lab_calls=mutant_$$* --keep-global-symbol=mutant_$$* $$@.all $$@
	@rm $$@.i $$@.ii $$@.kernels $$@.all
$(4)/program: $(4)/list.c grader/tools/mutants.c $(3:%=$(4)/%/mutant.o) $(EMU_PROBE) \
        $(filter-out %/where.o,$(call objects,probe-objects/float,$(PROBE))) \
        $(B)/probe/$(1)/float/libgradlab.a $(B)/probe/blas.a
	$$(MUTANT_FLOAT) -static -Wl,--gc-sections -s -o $$@ $$^ -lm
$(4)/embedded.o: grader/tools/embedded.c $(4)/program
	$(CC) -DMUTANTS='"$(4)/program"' -c $$< -o $$@
$(4)/table.o: $(4)/table.c grader/engine/misconceptions.h
	$(CC) -std=c17 -Igrader/engine -c $$< -o $$@
$(B)/grader/grade-$(1): $(4)/table.o $(4)/embedded.o
endef
EMU_CODE := -std=c++17 -D_GNU_SOURCE -O1 -fsanitize=thread -fno-exceptions -fno-rtti
DECLARED_CUDA := $(patsubst %/misconceptions.txt,%,$(wildcard $(CUDA_GRADED:%=grader/labs/%/misconceptions.txt)))
DECLARED_CUDA := $(DECLARED_CUDA:grader/labs/%=%)
$(foreach u,$(DECLARED_CUDA),\
  $(eval $(call cuda_mutants_of,$(notdir $(u)),$(u),$(shell sh grader/tools/mutate --list \
    grader/labs/$(u)/misconceptions.txt),$(B)/mutants/$(notdir $(u)))))
PROBE_DOUBLE := $(B)/probe-objects/double
$(foreach l,$(DECLARED),\
  $(eval $(call mutants_of,$(l),$(B)/mutants/$(l),$(PROBE_DOUBLE),$(B)/probe/$(l)/double,$(EDITED_$(l)))))

# --- grader/tests/selftest.sh -------------------------------------------------------------------------------------
define judge_of
$(B)/grader/judge-$(1): $(call objects,double,grader/tools/judge.c grader/engine/misconceptions.c) \
                        $(B)/mutants/$(1)/table.o
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS) -o $$@ $$^ $(LIBS)
.PHONY: selftest-$(1)
selftest-$(1): grade-$(1) $(B)/grader/judge-$(1)
selftests: selftest-$(1)
endef
# selftest-NN_lab is what the test of one lab needs; its optional tasks belong to the lab.
.PHONY: selftests
selftests: grade
$(foreach u,$(DECLARED_CUDA),$(eval selftest-$(patsubst %/,%,$(dir $(u))): selftest-$(notdir $(u))))
$(foreach l,$(DECLARED) $(notdir $(DECLARED_CUDA)),$(eval $(call judge_of,$(l))))
endif
