# gradescope.mk: the autograder of a lab for Gradescope, to be uploaded as it is.
#
#   $(BUILD)/gradescope/NN_lab.zip     setup.sh, run_autograder, and the sources that setup.sh builds the grader from
#
# It holds the reference: it is for the instructor's eyes.
GRADESCOPE := $(BUILD)/gradescope
UNUSED_THERE := */tests/* */bench/* grader/tools/gradescope/* grader/tools/judge.c \
                grader/labs/*/alternatives/* grader/labs/*/checks.c labs/*/experiment.c
PACKED := $(shell find common grader labs reference datasets plots/gnuplot -type f $(foreach p,$(UNUSED_THERE),! -path '$(p)') \
            \( -path 'datasets/*' -o -path 'labs/*.safetensors' -o -name '*.[ch]' \
            -o -name '*.mk' -o -name style.gp -o -name '*.sh' -o -name '*.tsv' -o -name '*.txt' \
            -o -path labs/lab.awk -o -path grader/tools/blas -o -path grader/tools/withheld \
            -o -path grader/tools/mutate -o -path grader/tools/compile_mutants -o -path grader/tools/edits.awk \
            -o -path grader/tools/mkstubs \))

$(B)/grader/zip: $(B)/double/grader/tools/gradescope/zip.o $(B)/double/common/tools/zip.o $(B)/double/link
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $(filter %.o,$^) $(shell pkg-config --libs zlib)

# What only one lab's has: its checks, and those of its optional tasks.
own_parts = grader/labs/$(1)/checks.c $(wildcard $(addprefix grader/labs/$(1)/*_cuda/,checks.c device.cu) \
            reference/$(1)/*_cuda/kernels.cu)
define gradescope_zip
$(GRADESCOPE)/$(1).zip: $(PACKED) $(call own_parts,$(1)) $(wildcard grader/tools/gradescope/*) $(B)/grader/zip
	@rm -rf $(GRADESCOPE)/$(1) && mkdir -p $(GRADESCOPE)/$(1)
	@tar -cf - $(PACKED) $(call own_parts,$(1)) | tar -xf - -C $(GRADESCOPE)/$(1)
	@cp grader/tools/gradescope/setup.sh grader/tools/gradescope/run_autograder $(GRADESCOPE)/$(1)
	@{ echo $(1); awk -v show=files -f labs/lab.awk labs/$(1)/lab.tsv | xargs; \
	  awk -v show=bonus -f labs/lab.awk labs/$(1)/lab.tsv; } >$(GRADESCOPE)/$(1)/lab
	$(B)/grader/zip $$@ $(GRADESCOPE)/$(1)
endef
$(foreach l,$(GRADED),$(eval $(call gradescope_zip,$(l))))
