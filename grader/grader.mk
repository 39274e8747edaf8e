# grader.mk: for each lab with checks, one grader and one kit of what its probe is made from.
#
#   $(B)/grader/grade-NN_lab                    the grader: holds the reference and the expected values
#   $(B)/probe/include/                         all headers: what a submission may include
#   $(B)/probe/NN_lab/{float,double}/           core.o, others.a, libgradlab.a: what a submission is linked with
#   $(B)/probe/blas.a                           what of OpenBLAS it may call
#   $(B)/probe/NN_lab/stubs/                    the files as handed out
#
# Nothing of reference/NN_lab is below $(B)/probe/NN_lab. The grader's own tests have a lab of two functions,
# grader/tests/toy, built in the same way below $(B)/toy.
GRADED := $(patsubst grader/labs/%/checks.c,%,$(wildcard grader/labs/[0-9][0-9]_*/checks.c))

# A lab's lab.mk, where it has one, names files of the library, such as ops/ops_one_hot:
#   WITHHELD_NN_lab     its tasks are to write what these do: in its kit their functions only say that they are withheld
#                       (where layers of the solved lab call one, grader/labs/NN_lab/kit.c has it in their place)
#   KEPT_BACK_NN_lab    of these, the ones whose source gives the answer away: the handout leaves them out
#   EDITED_NN_lab       alternatives in which small mistakes are made, too (tools/edits.awk)
-include $(GRADED:%=grader/labs/%/lab.mk)
$(foreach l,$(GRADED),$(foreach f,$(WITHHELD_$(l):%=common/%.c) $(KEPT_BACK_$(l):%=common/%.c),\
  $(if $(wildcard $(f)),,$(error grader/labs/$(l)/lab.mk: there is no $(f)))))

# Weights that students are given: a grader that needs them carries them (.incbin), and does not read students' files.
$(foreach l,$(GRADED),$(eval $(B)/double/grader/labs/$(l)/checks.o: $(wildcard labs/$(l)/*.safetensors)))

GRADER_ROOMS := $(addprefix grader/,engine sandbox probe formats)
GRADER_FLAGS := $(GRADER_ROOMS:%=-I%) $(shell pkg-config --cflags libseccomp 2>/dev/null)
GRADER_LIBS  := -lseccomp
# A probe is a static program. Its library has no BLAS, threads, sanitizers or anything else that needs the system.
# What it does not use is left out function by function, and with it the libraries that only reading files needs.
PROBE_FLAGS  := -std=c17 $(WARN) $(OPTIMIZE) -ffunction-sections -fdata-sections \
                -DGRADLAB_NO_BLAS -DGRADLAB_NO_THREADS -DGRADLAB_NO_AMX -Igrader/probe

ENGINE := $(filter-out grader/engine/grade.c,$(wildcard grader/engine/*.c grader/sandbox/*.c grader/formats/*.c)) \
          $(addprefix grader/probe/,block.c call.c call_model.c) $(STATIC_JSON)
# What calls of models need comes from the library's archive, where a lab has such calls.
CALL_MODEL := grader/probe/call_model.c
PROBE  := $(filter-out $(CALL_MODEL),$(wildcard grader/probe/*.c))
PROBE_COMMON  := $(filter-out common/tensor/dev_open.c,$(wildcard $(ROOMS:%=%/*.c))) $(CALL_MODEL) $(OPTIMIZERS)
# OpenBLAS's own are among them, wherever a system keeps them.
BLAS_HEADERS  := $(foreach h,cblas.h openblas_config.h,$(firstword $(wildcard $(addsuffix /$(h),$(patsubst -I%,%,\
                 $(shell pkg-config --cflags-only-I openblas)) /usr/include))))
PROBE_HEADERS := $(filter-out %_private.h,$(wildcard common/*.h $(ROOMS:%=%/*.h)) \
                 $(wildcard labs/*/*.h reference/*/*.h)) $(BLAS_HEADERS)
LIBOPENBLAS_A := $(firstword $(wildcard $(shell pkg-config --variable=libdir openblas)/libopenblas.a) \
                 $(shell $(CC) -print-file-name=libopenblas.a))

.PHONY: grade grade-kits grader-tests list-grader-tests $(GRADED:%=grade-%)
grade: $(GRADED:%=$(B)/grader/grade-%) grade-kits
# One lab's grader and kit.
$(GRADED:%=grade-%): grade-%: $(B)/grader/grade-% $(B)/probe/%/stubs/.made $(B)/probe/include/.made \
                     $(B)/probe/%/float/core.o $(B)/probe/%/double/core.o $(B)/probe/blas.a

# --- Objects ----------------------------------------------------------------------------------------------------------
$(B)/double/grader/%.o: grader/%.c $(B)/double/flags
	@mkdir -p $(@D)
	$(CC) -DREAL=double $(GRADER_FLAGS) $(CPPFLAGS) $(PKGFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
$(patsubst %,$(B)/%/grader/engine/grade_options.o,double checked): GRADER_FLAGS += -DDEFAULT_CC='"$(firstword $(CC))"' \
                                            -DDEFAULT_PROBES='"$(or $(STATIC_PROBES),$(B)/probe)"'

$(call stamp,$(B)/probe-objects/flags,$(CC) $(filter-out -I%,$(PROBE_FLAGS) $(CPPFLAGS)) $(FAST) $(PROCESSOR))
# What of the library and the solutions asks for none of these -DGRADLAB_... is compiled once: for a probe it is the
# library's own object, without what a debugger reads.
ASKING := $(shell grep -lE 'GRADLAB_(NO_[A-Z]+|AMX)' $(PROBE_COMMON) $(REFERENCE))
SHARED := $(if $(SAN),,$(filter common/% reference/%,$(filter-out $(ASKING),$(sort $(PROBE_COMMON) $(REFERENCE)))))
define without_debugging
@mkdir -p $(@D)
objcopy -g $< $@
endef
define probe_real
$(if $(SHARED),$(SHARED:%.c=$(B)/probe-objects/$(1)/%.o): $(B)/probe-objects/$(1)/%.o: $(B)/$(1)/%.o
	$$(without_debugging))
$(KERNELS:%.c=$(B)/probe-objects/$(1)/%.o): PROBE_FLAGS += $(FAST)
$(B)/probe-objects/$(1)/%.o: %.c $(B)/probe-objects/flags
	@mkdir -p $$(@D)
	$(CC) -DREAL=$(1) $$(PROBE_FLAGS) $$(CPPFLAGS) $(PKGFLAGS) -MMD -MP -c $$< -o $$@
endef
$(foreach r,$(REALS),$(eval $(call probe_real,$(r))))

# --- The grader of a lab: $(1) program, $(2) the lab's table, $(3) checks, $(4) calls, $(5) solutions -----------------
objects = $(patsubst %.c,$(B)/$(1)/%.o,$(2))
# Whoever edits the table beside a program that is built already changes nothing in it.
table_of = $(B)/grader/$(patsubst %.tsv,%.c,$(1))
define grader_rule
$(call table_of,$(2)): $(2) $(wildcard $(dir $(2))*_cuda/lab.tsv) labs/lab.awk
	@mkdir -p $$(@D)
	LC_ALL=C awk -v show=c -f labs/lab.awk $$< >$$@
$(call table_of,$(2)).o: $(call table_of,$(2)) $(B)/double/flags
	$$(CC) $$(CFLAGS) -DREAL=double $$(GRADER_FLAGS) $$(CPPFLAGS) $$(PKGFLAGS) -MMD -MP -c $$< -o $$@
$(call stamp,$(1).list,$(ENGINE) $(2) $(3) $(4) $(5) $(GRADER_LIBS))
$(1): $(call objects,double,grader/engine/grade.c $(ENGINE) $(3) $(4) $(5)) $(call table_of,$(2)).o \
      $(B)/double/libgradlab.a $(STATIC_BLAS) $(1).list $(B)/double/link
	$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o %.a,$$^) $$(GRADER_LIBS) $$(LIBS)
endef

# --- The kit of a lab's probe -----------------------------------------------------------------------------------------
# $(1) lab, $(2) the folder of kits, $(3) calls, $(4) other labs' solutions, $(5) stubs, $(6) the goal it is made for
define kit_rules
$(2)/$(1)/stubs/.made: $(5)
	@mkdir -p $$(@D) && cp $$^ $$(@D) && touch $$@
$(6): $(2)/$(1)/stubs/.made $(2)/include/.made $(2)/blas.a
$(foreach r,$(REALS),$(eval \
  $(call kit_real,$(2)/$(1)/$(r),$(B)/probe-objects/$(1)/$(r).list,$(3),$(4),$(call library_for,$(1)),$(6),$(r),\
    $(WITHHELD_$(1):%=common/%.c))))
endef
library_for = $(filter-out reference/$(1)/% $(WITHHELD_$(1):%=common/%.c),$(PROBE_COMMON))
# Of a precision: $(1) folder, $(2) list of what is in it, $(3) calls, $(4) other labs' solutions, $(5) of the library,
# $(6) the goal, $(7) float or double, $(8) what of the library is withheld. core.o is the probe, the lab's calls and
# all of the library that they use, in one object: a submission that defines one of its functions again is refused by
# the linker, and not linked in silence.
define kit_real
$(call stamp,$(2),$(5) $(4) $(8))
$(2:.list=.withheld.c): $(call objects,probe-objects/$(7),$(8)) $(2) grader/tools/withheld
	@mkdir -p $$(@D)
	sh grader/tools/withheld $$(filter %.o,$$^) >$$@
$(2:.list=.withheld.o): $(2:.list=.withheld.c)
	$$(CC) $$(PROBE_FLAGS) -DREAL=$(7) $$(CPPFLAGS) $(PKGFLAGS) -c $$< -o $$@
$(1)/libgradlab.a: $(call objects,probe-objects/$(7),$(5)) $(if $(8),$(2:.list=.withheld.o)) $(2)
$(1)/others.a: $(call objects,probe-objects/$(7),$(4)) $(2)
$(1)/libgradlab.a $(1)/others.a:
	@mkdir -p $$(@D)
	@rm -f $$@.new && ar rcs $$@.new $$(filter %.o,$$^) && mv $$@.new $$@
$(1)/core.o: $(call objects,probe-objects/$(7),$(PROBE) $(3)) $(1)/others.a $(1)/libgradlab.a
	$$(CC) -r -nostdlib -o $$@ $$^
$(6): $(1)/core.o
endef
$(B)/probe/include/.made: $(PROBE_HEADERS)
	@mkdir -p $(@D) && cp $^ $(@D) && touch $@

$(B)/probe/blas.a: $(LIBOPENBLAS_A) grader/tools/blas
	@mkdir -p $(@D)
	sh grader/tools/blas $< $@
$(B)/toy/probe/blas.a: $(B)/probe/blas.a
	@mkdir -p $(@D) && cp $< $@
ifeq ($(wildcard $(LIBOPENBLAS_A)),)
$(LIBOPENBLAS_A): ; @echo 'the static OpenBLAS, libopenblas.a, is missing: type make setup' >&2; exit 1
endif

# The stubs are made anew: labs/ may hold what somebody has written there, and what does not compile.
define stubs_rule
$(B)/stubs/$(1)/.made: $(wildcard reference/$(1)/*.c) grader/tools/mkstubs
	@rm -rf $$(@D) && mkdir -p $$(@D) && sh grader/tools/mkstubs reference/$(1) $$(@D) >/dev/null && touch $$@ $$(@D)/*.c
$(patsubst reference/%,$(B)/stubs/%,$(wildcard reference/$(1)/*.c)): $(B)/stubs/$(1)/.made ;
endef
$(foreach l,$(GRADED),$(eval $(call stubs_rule,$(l))))
# What lab $(1) builds on: the solutions of the labs before it. A later lab's are no part of its kit.
lab_of = $(word 2,$(subst /, ,$(1)))
before = $(foreach c,$(REFERENCE),$(if $(filter $(1),$(firstword $(sort $(1) $(call lab_of,$(c))))),,$(c)))
$(foreach l,$(GRADED),\
  $(eval $(call grader_rule,$(B)/grader/grade-$(l),labs/$(l)/lab.tsv,grader/labs/$(l)/checks.c,\
    grader/labs/$(l)/calls.c,$(call before,$(l)) $(filter reference/$(l)/%,$(REFERENCE))))\
  $(eval $(call kit_rules,$(l),$(B)/probe,$(wildcard grader/labs/$(l)/calls.c grader/labs/$(l)/kit.c),\
    $(call before,$(l)),$(patsubst reference/%,$(B)/stubs/%,$(wildcard reference/$(l)/*.c)),grade-kits)))

# --- Optional tasks for a GPU: grader/labs/NN_lab/NN_cuda, a grader and a kit of their own ----------------------------
# $(1) 00_cuda, $(2) 00_tensors/00_cuda. What the kernels have to give is computed on the CPU: expected.c. They are
# graded in float alone.
CUDA_GRADED := $(if $(CUDA_CXX),\
               $(patsubst grader/labs/%/checks.c,%,$(wildcard $(GRADED:%=grader/labs/%/*_cuda/checks.c))))
define cuda_unit
$(call grader_rule,$(B)/grader/grade-$(1),labs/$(2)/lab.tsv,grader/labs/$(2)/checks.c,grader/labs/$(2)/calls.c,\
  grader/labs/$(2)/expected.c)
$(call kit_real,$(B)/probe/$(1)/float,$(B)/probe-objects/$(1)/float.list,grader/labs/$(2)/calls.c,,$(PROBE_COMMON),\
  grade-$(1),float,)
$(B)/float/grader/labs/$(2)/device.emu.o: EMU_INCLUDE += -Ilabs/$(2) -Igrader/probe -fno-exceptions
$(B)/probe/$(1)/float/core.o: $(B)/float/grader/labs/$(2)/device.emu.o $(EMU_PROBE)
$(B)/probe/$(1)/include/.made: common/cuda/task.h $(wildcard $(EMU)/include/*.h $(EMU)/emulator.h labs/$(2)/*.h)
	@mkdir -p $$(@D)/cuda && cp $$< $$(@D)/cuda && cp $$(filter-out $$<,$$^) $$(@D) && touch $$@
$(B)/probe/$(1)/translate: $(B)/emulated/translate
	@mkdir -p $$(@D) && cp $$< $$@
$(B)/probe/$(1)/stubs/.made: reference/$(2)/kernels.cu grader/tools/mkstubs
	@rm -rf $$(@D) && mkdir -p $$(@D) && sh grader/tools/mkstubs reference/$(2) $$(@D) >/dev/null && touch $$@
# What nvcc makes a program for a GPU from, where there is one.
$(B)/probe/$(1)/gpu/core.o: $(call objects,probe-objects/float,$(PROBE) grader/labs/$(2)/calls.c) \
                           $(B)/probe/$(1)/float/libgradlab.a
	@mkdir -p $$(@D)
	$$(CC) -r -nostdlib -o $$@ $$^
$(B)/probe/$(1)/gpu/.made: grader/labs/$(2)/device.cu common/cuda/task.h grader/probe/on_gpu.h grader/probe/no_gpu.h \
                          grader/labs/$(2)/on_device.h $(wildcard labs/$(2)/*.h)
	@mkdir -p $$(@D)/include/cuda && cp $$< $$(@D) && cp common/cuda/task.h $$(@D)/include/cuda
	@cp $$(filter-out $$< common/cuda/task.h,$$^) $$(@D)/include && touch $$@
.PHONY: grade-$(1)
grade-$(1): $(B)/grader/grade-$(1) $(B)/probe/$(1)/include/.made $(B)/probe/$(1)/translate \
            $(B)/probe/$(1)/gpu/core.o $(B)/probe/$(1)/gpu/.made \
            $(B)/probe/$(1)/stubs/.made $(B)/probe/include/.made $(B)/probe/blas.a
endef
$(foreach u,$(CUDA_GRADED),$(eval $(call cuda_unit,$(notdir $(u)),$(u))))

# --- Tests ------------------------------------------------------------------------------------------------------------
TOY := grader/tests/toy
TOY_SOLUTION := $(wildcard $(TOY)/reference/90_toy/*.c)
WITHHELD_90_toy := ops/ops_one_hot
TOY_TABLE := $(TOY)/labs/90_toy/lab.tsv
TOY_CALLS := $(TOY)/grader/90_toy/calls.c
TOY_CHECKS := $(TOY)/grader/90_toy/checks.c
# What a test is linked with: a grader of the toy lab, without its main.
TOY_GRADER := $(ENGINE) $(TOY_CHECKS) $(TOY_CALLS) $(TOY_SOLUTION)
# What takes long is a goal of its own: the test of noise, and a grader for the attacks, in which all that is the
# grader's own is compiled with sanitizers ($(B)/checked); and the test of the sanitizers themselves.
GRADER_NOISE := $(B)/double/grader/tests/test_frames
GRADER_REST  := $(GRADER_NOISE) $(B)/double/grader/tests/test_grade_sanitized
GRADER_TESTS := $(filter-out $(GRADER_REST),$(patsubst %.c,$(B)/double/%,$(wildcard grader/tests/test_*.c)))
$(patsubst %,%.o,$(GRADER_TESTS) $(GRADER_REST)): CFLAGS += $(PLAIN)
$(B)/double/grader/tests/%.o $(B)/checked/grader/tests/%.o: GRADER_FLAGS += -I$(TOY)/labs/90_toy \
    -DTEST_CC='"$(firstword $(CC))"' -DTEST_GRADER='"$(B)/toy/grade-90_toy"' -DTEST_KIT='"$(B)/toy/probe/90_toy"'
$(foreach r,$(REALS),$(call objects,probe-objects/$(r),$(TOY_CALLS))): CPPFLAGS += -I$(TOY)/labs/90_toy
$(B)/toy/probe/include/.made: $(PROBE_HEADERS) $(TOY)/labs/90_toy/toy.h
	@mkdir -p $(@D) && cp $^ $(@D) && touch $@
$(eval $(call grader_rule,$(B)/toy/grade-90_toy,$(TOY_TABLE),$(TOY_CHECKS),$(TOY_CALLS),$(TOY_SOLUTION)))
$(eval $(call kit_rules,90_toy,$(B)/toy/probe,$(TOY_CALLS),$(REFERENCE),$(wildcard $(TOY)/labs/90_toy/*.c),toy-kits))
.PHONY: toy-kits
$(B)/double/grader/tests/%: $(B)/double/grader/tests/%.o $(call objects,double,$(TOY_GRADER)) \
                          $(call table_of,$(TOY_TABLE)).o $(B)/double/libgradlab.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(GRADER_LIBS) $(CHECK) $(LIBS)
$(B)/double/grader/tests/test_guard: $(call objects,double,grader/probe/guard.c)
# With sanitizers, where the compiler has them: asked once, when it is needed.
links_checked = $(eval links_checked := $$(shell echo 'int main(void) { return 0; }' | \
                $(CC) $(CHECKED) -x c -o /dev/null - 2>/dev/null && echo '$(CHECKED)'))$(links_checked)
$(B)/checked/%.o: %.c $(B)/double/flags
	@mkdir -p $(@D)
	$(CC) -DREAL=double $(GRADER_FLAGS) $(CPPFLAGS) $(PKGFLAGS) -std=c17 $(WARN) -g1 $(links_checked) -MMD -MP -c $< -o $@
CHECKED_LAB    := 03_softmax
CHECKED_GRADER := $(B)/checked/grade-$(CHECKED_LAB)
CHECKED_JUDGE  := grader/labs/$(CHECKED_LAB)/checks.c grader/labs/$(CHECKED_LAB)/calls.c
# What makes the expected values, and the misconceptions, are as in the grader of every day.
$(CHECKED_GRADER): $(call objects,checked,grader/engine/grade.c $(ENGINE) $(CHECKED_JUDGE)) \
                   $(call objects,double,$(call before,$(CHECKED_LAB))) \
                   $(call objects,double,$(filter reference/$(CHECKED_LAB)/%,$(REFERENCE))) \
                   $(call table_of,labs/$(CHECKED_LAB)/lab.tsv).o $(B)/double/libgradlab.a \
                   $(patsubst %,$(B)/mutants/$(CHECKED_LAB)/%.o,table edits embedded)
$(GRADER_NOISE): $(call objects,checked,grader/tests/test_frames.c $(TOY_GRADER)) $(call table_of,$(TOY_TABLE)).o \
                 $(B)/double/libgradlab.a
$(CHECKED_GRADER) $(GRADER_NOISE): $(B)/double/link
	@mkdir -p $(@D)
	$(CC) $(links_checked) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(GRADER_LIBS) $(CHECK) $(LIBS)
# The parser that reads XML and HTML back, where there is one.
ifneq ($(shell pkg-config --exists expat 2>/dev/null && echo yes),)
$(B)/double/grader/tests/test_formats_markup.o: GRADER_FLAGS += -DHAVE_EXPAT $(shell pkg-config --cflags expat)
$(B)/double/grader/tests/test_formats_markup: CHECK += $(shell pkg-config --libs expat)
endif
grader-tests: $(GRADER_TESTS) $(B)/toy/grade-90_toy toy-kits
.PHONY: grader-rest list-grader-rest
grader-rest: $(GRADER_REST) $(CHECKED_GRADER) $(B)/toy/grade-90_toy toy-kits
list-grader-tests: ; @printf '%s\n' $(GRADER_TESTS)
list-grader-rest: ; @printf '%s\n' $(GRADER_REST)
-include grader/tools/gradescope/gradescope.mk grader/tools/handout/handout.mk
-include grader/class/class.mk grader/similarity/similarity.mk grader/tests/fuzz/fuzz.mk
