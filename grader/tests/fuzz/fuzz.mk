# fuzz.mk: what make class reads, for libFuzzer; see common/tests/fuzz/fuzz.mk.
FUZZED_CLASS := $(filter-out grader/class/class.c grader/class/options.c,$(CLASS)) grader/tests/fuzz/class_readers.c
$(FUZZED_CLASS:%.c=$(FUZZ)/%.o): FUZZ_FLAGS := $(GRADER_FLAGS) -Igrader/class \
                                               $(shell pkg-config --cflags $(CLASS_PACKAGES) 2>/dev/null)
$(FUZZ)/fuzz-class: $(FUZZED_CLASS:%.c=$(FUZZ)/%.o) $(FUZZ_HARNESS:%.c=$(FUZZ)/%.o) \
                    $(CLASS_GRADER:%.c=$(B)/double/%.o) $(FUZZ)/common/data/csv.o $(B)/float/libgradlab.a
	clang -fsanitize=fuzzer,$(FUZZ_SAN) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs $(CLASS_PACKAGES)) \
	  $(GRADER_LIBS) $(LIBS)
ifeq ($(shell pkg-config --exists $(CLASS_PACKAGES) && echo yes),yes)
fuzz: $(FUZZ)/fuzz-class
endif
