# cuda.mk: the CUDA plugin, where nvcc is; and its twin for tests, whose GPU is played by the CPU, where a C++ compiler is.
# Included by the Makefile, which names the build directory in B. Programs that open a plugin are linked with -rdynamic.
#   CUDA_PLUGINS   what to build: libgradlab_cuda.so of either precision; empty without nvcc
#   CUDA_SHIMS     libgradlab_cuda_shim.so of either precision, see common/cuda/host_shim.h; empty without a C++ compiler
NVCC      := $(firstword $(wildcard $(addsuffix /bin/nvcc,$(CUDA_HOME))) $(shell command -v nvcc 2>/dev/null) $(wildcard /usr/local/cuda/bin/nvcc))
CUDA_CXX  := $(shell command -v $(CXX) 2>/dev/null)
CUDA_SRC  := $(wildcard common/cuda/*.cu reference/*/*.cu)
CUDA_DEFS := -std=c++17 -Icommon -D_GNU_SOURCE
CUDA_PLUGINS := $(if $(NVCC),$(B)/float/libgradlab_cuda.so $(B)/double/libgradlab_cuda.so)
CUDA_SHIMS   := $(if $(CUDA_CXX),$(B)/float/libgradlab_cuda_shim.so $(B)/double/libgradlab_cuda_shim.so)

# For this machine's GPU; else for Turing, Ampere to Ada, and Hopper, and in a form that newer drivers translate.
CUDA_ARCH ?= $(if $(shell nvidia-smi -L 2>/dev/null),-arch=native,$(foreach n,75 80,-gencode arch=compute_$(n)$(cuda_comma)code=sm_$(n)) \
             -gencode arch=compute_90$(cuda_comma)code=[sm_90$(cuda_comma)compute_90])
cuda_comma := ,
NVCCFLAGS  = $(CUDA_DEFS) -O3 --extended-lambda $(CUDA_ARCH) -Xcompiler -fPIC,-fvisibility=hidden,-Wall,-Wextra,-Wshadow
CUDA_LIBS  = -lcublas -Xlinker -rpath,$(abspath $(dir $(NVCC))../lib64)
SHIMFLAGS  = $(CUDA_DEFS) -x c++ -g -O2 -fPIC -fvisibility=hidden -Wall -Wextra -Wpedantic -Wshadow $(CUDA_SANITIZE)
CUDA_SANITIZE := $(if $(SAN),-fsanitize=address$(cuda_comma)undefined -fno-sanitize-recover=all)

define cuda_per_real
$(B)/$(1)/%.cu.o: %.cu
	@mkdir -p $$(@D)
	$(NVCC) -DREAL=$(1) $$(NVCCFLAGS) -MMD -MP -MF $$(@:.o=.d) -c $$< -o $$@
$(B)/$(1)/libgradlab_cuda.so: $(CUDA_SRC:%=$(B)/$(1)/%.o)
	$(NVCC) -shared $$(CUDA_ARCH) -o $$@ $$^ $$(CUDA_LIBS)
$(B)/$(1)/%.cu.shim.o: %.cu
	@mkdir -p $$(@D)
	$(CUDA_CXX) -DREAL=$(1) $$(SHIMFLAGS) -MMD -MP -c $$< -o $$@
$(B)/$(1)/libgradlab_cuda_shim.so: $(CUDA_SRC:%=$(B)/$(1)/%.shim.o)
	$(CUDA_CXX) -shared $$(CUDA_SANITIZE) -o $$@ $$^
# The tests open both at run time.
$(B)/$(1)/common/tests/test_cuda $(B)/$(1)/common/tests/test_cuda_kernels: | $(filter $(B)/$(1)/%,$(CUDA_PLUGINS) $(CUDA_SHIMS))
endef
$(foreach real,float double,$(eval $(call cuda_per_real,$(real))))
