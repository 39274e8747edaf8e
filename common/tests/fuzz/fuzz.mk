# fuzz.mk: the readers of files, compiled by clang for libFuzzer with ASan and UBSan. What they call is taken from the
# library as it is: the sanitizers watch the readers' code and all memory that is asked for and given back.
FUZZED   := $(wildcard common/images/*.c common/data/*.c common/nn/safetensors*.c common/tests/fuzz/*.c) \
            common/show/curve_table.c common/tools/files.c
FUZZ     := $(B)/fuzz
FUZZ_HARNESS := common/tests/fuzz/fuzz.c
$(FUZZED:%.c=$(FUZZ)/%.o): FUZZ_FLAGS := -Icommon/tools
FUZZ_SAN := address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
.PHONY: fuzz
fuzz: $(FUZZ)/fuzz
$(FUZZ)/%.o: %.c $(B)/float/flags
	@mkdir -p $(@D)
	clang -DREAL=float $(CPPFLAGS) $(FUZZ_FLAGS) $(PKGFLAGS) -std=c17 $(WARN) -g1 -O1 \
	  -fsanitize=fuzzer-no-link,$(FUZZ_SAN) -MMD -MP -c $< -o $@
$(FUZZ)/fuzz: $(FUZZED:%.c=$(FUZZ)/%.o) $(B)/float/libgradlab.a
	clang -fsanitize=fuzzer,$(FUZZ_SAN) $(LDFLAGS) -o $@ $^ $(LIBS)
