# cuda.mk: the CUDA plugin, where nvcc is; and the same plugin for the emulated GPU, where a C++ compiler is. Read by
# build.mk, which names the build tree B.
#
#   CUDA_PLUGINS   $(B)/{float,double}/libgradlab_cuda.so; empty without nvcc
#   EMU_PLUGINS    $(B)/{float,double}/libgradlab_cuda_emulated.so; empty without a C++ compiler
#   EMU_TESTS      $(B)/emulated/tests/{checks,right}: programs for the emulated GPU
#   ptx, ptx-double  what nvcc makes of the kernels of each file, in either precision and without optimisation: a quick
#                  test that it takes them
#   CUDA_TRIED     where no test can run it: the plugin in float for the oldest GPU alone, and one file for all GPUs
#
# The kernels of common/cuda and the twins of other folders go into both. A .cu file and the .c file beside it are
# compiled under one name, TWINS: see twin.h.
NVCC     := $(firstword $(wildcard $(addsuffix /bin/nvcc,$(CUDA_HOME))) $(shell command -v nvcc 2>/dev/null) \
            $(wildcard /usr/local/cuda/bin/nvcc))
CUDA_CXX := $(shell command -v $(if $(findstring gcc,$(CC))$(findstring clang,$(CC)),$(subst gcc,g++,$(subst \
            clang,clang++,$(firstword $(CC)))),$(CXX)) 2>/dev/null)
CUDA_SRC := $(wildcard common/cuda/*.cu reference/*/*.cu)
PAIRED   := $(filter $(CUDA_SRC:.cu=.c),$(REFERENCE))
# $(call twins,path without its suffix)
twins     = -DTWINS=twins_$(subst /,_,$(1))
CUDA_PLUGINS := $(if $(NVCC),$(REALS:%=$(B)/%/libgradlab_cuda.so))
EMU_PLUGINS  := $(if $(CUDA_CXX),$(REALS:%=$(B)/%/libgradlab_cuda_emulated.so))

# For this machine's GPU; without one for Turing, Ampere to Ada, and Hopper, and in the form (PTX) from which drivers of
# newer ones make their own.
, := ,
GPU       := $(shell nvidia-smi -L 2>/dev/null | head -n 1)
CUDA_ARCH := $(or $(CUDA_ARCH),$(if $(GPU),-arch=native,\
             -gencode arch=compute_75$(,)code=sm_75 -gencode arch=compute_80$(,)code=sm_80 \
             -gencode arch=compute_90$(,)code=[sm_90$(,)compute_90]))
CUDA_TASKS := $(wildcard reference/*/*_cuda/*.cu labs/*/*_cuda/*.cu)
CUDA_PTX   := $(patsubst %.cu,$(B)/float/%.ptx,$(CUDA_SRC) $(CUDA_TASKS) $(wildcard common/cuda/emulated/tests/*.cu))
CUDA_PTX_DOUBLE := $(CUDA_SRC:%.cu=$(B)/double/%.ptx)
CUDA_TRIED := $(B)/tried/libgradlab_cuda.so $(B)/double/common/cuda/index.cu.o
$(foreach t,$(CUDA_TASKS),\
  $(eval $(t:%.cu=$(B)/float/%.ptx): CUDA_FLAGS += -I$(patsubst reference/%,labs/%,$(dir $(t)))))
CUDA_FLAGS := -std=c++17 -Icommon/cuda/include -Icommon $(ROOMS:%=-I%) -D_GNU_SOURCE
NVCC_FLAGS  = $(CUDA_FLAGS) -O3 --extended-lambda $(CUDA_ARCH) \
              -Xcompiler -fPIC,-fvisibility=hidden,-Wall,-Wextra,-Wshadow,-Wno-missing-field-initializers
PTX_FLAGS   = $(CUDA_FLAGS) --extended-lambda -arch=compute_90 -Xcicc -O0 -ptx
CUDA_LIBS   = -lcublas -Xlinker -rpath,$(abspath $(dir $(NVCC))../lib64)

# --- The emulated GPU: emulated/emulator.h ----------------------------------------------------------------------------
EMU         := common/cuda/emulated
EMU_OBJECTS := $(patsubst $(EMU)/%.c,$(B)/emulated/%.o,$(filter-out %/translate.c,$(wildcard $(EMU)/*.c)))
EMU_TESTS   := $(if $(CUDA_CXX),$(patsubst $(EMU)/%.cu,$(B)/emulated/%,$(wildcard $(EMU)/tests/*.cu)))
# The compiler puts a call in front of every access. The emulated GPU answers it: the sanitizer's library is not linked.
# clang's check of calls through pointers needs a C++ runtime that programs in C do not bring.
EMU_SANITIZE := $(if $(SAN),-fsanitize=undefined -fno-sanitize-recover=all \
                $(if $(findstring clang,$(CUDA_CXX)),-fno-sanitize=function))
EMU_FLAGS    = -std=c++17 -D_GNU_SOURCE $(WARN) -g1 -O1 -fsanitize=thread $(EMU_SANITIZE) -fPIC -fvisibility=hidden
EMU_INCLUDE  = -I$(EMU)/include -I$(EMU) -include cuda_runtime.h $(CUDA_FLAGS)
# $(call emulate,more flags): preprocessed, translated, compiled.
define emulate
@mkdir -p $(@D)
$(CUDA_CXX) $(EMU_FLAGS) $(EMU_INCLUDE) $(1) -MMD -MP -MT $@ -MF $(@:.o=.d) -E -x c++ $< -o $@.i
$(B)/emulated/translate <$@.i >$@.ii
$(CUDA_CXX) $(EMU_FLAGS) $(filter -fno-exceptions,$(EMU_INCLUDE)) -x c++-cpp-output -c $@.ii -o $@
@rm $@.i $@.ii
endef
$(call stamp,$(B)/emulated/flags,$(CC) $(CUDA_CXX) $(EMU_FLAGS))
$(B)/emulated/%.o: $(EMU)/%.c $(B)/emulated/flags
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -g -O2 -fPIC -fvisibility=hidden -MMD -MP -c $< -o $@
$(B)/emulated/translate: $(EMU)/translate.c $(B)/emulated/flags
	@mkdir -p $(@D)
	$(CC) -std=c17 $(WARN) -O2 -o $@ $<
$(B)/emulated/tests/%.emu.o: $(EMU)/tests/%.cu $(B)/emulated/translate
	$(emulate)
$(EMU_TESTS): %: %.emu.o $(EMU_OBJECTS)
	$(CUDA_CXX) $(EMU_SANITIZE) -o $@ $^
# For a probe: it starts no process to find a line, and has less memory.
EMU_PROBE := $(EMU_OBJECTS:$(B)/emulated/%=$(B)/emulated/probe/%)
$(B)/emulated/probe/%.o: $(EMU)/%.c $(B)/emulated/flags
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -g -O2 -DEMULATED_IN_PROBE -MMD -MP -c $< -o $@
.PHONY: emulated emulated-tests
emulated: $(B)/float/libgradlab_cuda_emulated.so $(B)/float/common/tools/has_device
emulated-tests: $(EMU_TESTS)

define cuda_per_real
$$(call stamp,$(B)/$(1)/nvcc-flags,$(NVCC) $$(filter-out -I%,$$(NVCC_FLAGS)))
$$(call stamp,$(B)/$(1)/cuda.list,$(CUDA_SRC))
# Where a program looks for the plugin.
$(B)/$(1)/common/tensor/dev_open.o: CPPFLAGS += -DCUDA_PLUGIN='"$(abspath $(B))/$(1)/libgradlab_cuda.so"'

# Compiled anew when a .cu file comes or goes.
$(PAIRED:%.c=$(B)/$(1)/%.o): $(B)/$(1)/cuda.list

$(B)/$(1)/%.cu.o: %.cu $(B)/$(1)/nvcc-flags
	@mkdir -p $$(@D)
	$(NVCC) -DREAL=$(1) $$(NVCC_FLAGS) $$(call twins,$$*) -MMD -MP -MF $$(@:.o=.d) -c $$< -o $$@
$(B)/$(1)/libgradlab_cuda.so: $(CUDA_SRC:%=$(B)/$(1)/%.o) $(B)/$(1)/cuda.list
	$(NVCC) -shared $$(CUDA_ARCH) -o $$@ $$(filter %.o,$$^) $$(CUDA_LIBS)

$(B)/$(1)/%.emu.o: %.cu $(B)/emulated/translate
	$$(call emulate,-DREAL=$(1) $$(call twins,$$*))
$(B)/$(1)/libgradlab_cuda_emulated.so: $(CUDA_SRC:%.cu=$(B)/$(1)/%.emu.o) $(EMU_OBJECTS) $(B)/$(1)/cuda.list
	$(CUDA_CXX) -shared $(EMU_SANITIZE) -o $$@ $$(filter %.o,$$^)

# The tests open the real one where there is a GPU, else the other.
$(patsubst %.c,$(B)/$(1)/%,$(filter common/tests/test_cuda%,$(TESTS)) $(filter %_cuda.c,$(TESTS))): | \
    $(filter $(B)/$(1)/%,$(if $(GPU),$(CUDA_PLUGINS)) $(EMU_PLUGINS))
endef
$(foreach real,$(REALS),$(eval $(call cuda_per_real,$(real))))
$(CUDA_PTX): $(B)/float/%.ptx: %.cu $(B)/float/nvcc-flags
	@mkdir -p $(@D)
	$(NVCC) -DREAL=float $(PTX_FLAGS) $(call twins,$*) -MMD -MP -MF $@.d $< -o $@
$(CUDA_PTX_DOUBLE): $(B)/double/%.ptx: %.cu $(B)/double/nvcc-flags
	@mkdir -p $(@D)
	$(NVCC) -DREAL=double $(PTX_FLAGS) $(call twins,$*) -MMD -MP -MF $@.d $< -o $@
.PHONY: ptx ptx-double list-ptx list-ptx-double
ptx: $(CUDA_PTX)
ptx-double: $(CUDA_PTX_DOUBLE)
list-ptx: ; @printf '%s\n' $(CUDA_PTX)
list-ptx-double: ; @printf '%s\n' $(CUDA_PTX_DOUBLE)

# nvcc takes as long for each kind of GPU: a third of the time for all.
.PHONY: cuda-tried
cuda-tried: $(CUDA_TRIED)
$(B)/tried/libgradlab_cuda.so: CUDA_ARCH := -arch=sm_75
$(B)/tried/%.cu.o: %.cu $(B)/float/nvcc-flags
	@mkdir -p $(@D)
	$(NVCC) -DREAL=float $(NVCC_FLAGS) $(call twins,$*) -MMD -MP -MF $(@:.o=.d) -c $< -o $@
$(B)/tried/libgradlab_cuda.so: $(CUDA_SRC:%=$(B)/tried/%.o) $(B)/float/cuda.list
	$(NVCC) -shared $(CUDA_ARCH) -o $@ $(filter %.o,$^) $(CUDA_LIBS)

$(foreach real,$(REALS),$(foreach f,$(PAIRED:.c=),$(eval $(B)/$(real)/$(f).o: CPPFLAGS += $(call twins,$(f)))))

# --- make train: a plugin that also holds the twins of the student's code ---------------------------------------------
#   MY_PLUGIN, MY_EMULATED   $(TRAIN)/libgradlab_cuda.so, $(TRAIN)/libgradlab_cuda_emulated.so; empty where no .cu file
#                            stands in CODE_DIR
# The student's files have a TWINS of their own, whatever their folder is called: no other folder's twins are theirs.
ifdef LAB_NAME
IS_SOLVED := $(filter reference/$(LAB_NAME),$(CODE_DIR))
MY_TWINS  := $(patsubst $(CODE_DIR)/%.cu,%,$(wildcard $(CODE_DIR)/*.cu))
NO_TWIN   := $(firstword $(filter-out $(MINE),$(MY_TWINS)))
ifneq ($(NO_TWIN),)
$(error $(CODE_DIR)/$(NO_TWIN).cu: there is no $(NO_TWIN).c in this lab. A .cu file has the name of the .c file whose \
        twins it holds)
endif
my_twins   = $(if $(filter $(1),$(MY_TWINS)),$(call twins,$(if $(IS_SOLVED),$(CODE_DIR),mine)/$(1)))
MY_PLUGIN := $(if $(IS_SOLVED),,$(if $(MY_TWINS),$(TRAIN)/libgradlab_cuda.so))
MY_EMULATED := $(MY_PLUGIN:.so=_emulated.so)
experiment: $(if $(filter emulated,$(DEVICE)),$(MY_EMULATED))
ifneq ($(MY_PLUGIN),)
# The experiment looks for this plugin, and not for the one that all programs share.
$(TRAIN)/experiment: $(TRAIN)/dev_open.o
$(TRAIN)/dev_open.o: common/tensor/dev_open.c $(TRAIN)/code $(B)/float/flags
	$(CC) -DREAL=float -DCUDA_PLUGIN='"$(abspath $(MY_PLUGIN))"' $(CPPFLAGS) $(PKGFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
experiment: $(and $(NVCC),$(GPU)$(wildcard /dev/nvidia0 /dev/dxg),$(MY_PLUGIN))

$(TRAIN)/%.cu.o: $(CODE_DIR)/%.cu $(TRAIN)/code $(B)/float/nvcc-flags
	$(NVCC) -DREAL=float $(NVCC_FLAGS) $(call my_twins,$*) -MMD -MP -MF $(@:.o=.d) -c $< -o $@
$(MY_PLUGIN): $(MY_TWINS:%=$(TRAIN)/%.cu.o) $(CUDA_SRC:%=$(B)/float/%.o) $(TRAIN)/twins
	$(NVCC) -shared $(CUDA_ARCH) -o $@ $(filter %.o,$^) $(CUDA_LIBS)

$(TRAIN)/%.emu.o: $(CODE_DIR)/%.cu $(TRAIN)/code $(B)/emulated/translate
	$(call emulate,-DREAL=float $(call my_twins,$*))
$(MY_EMULATED): $(MY_TWINS:%=$(TRAIN)/%.emu.o) $(CUDA_SRC:%.cu=$(B)/float/%.emu.o) $(EMU_OBJECTS) $(TRAIN)/twins
	$(CUDA_CXX) -shared $(EMU_SANITIZE) -o $@ $(filter %.o,$^)
endif
endif
