# handout.mk: the tree that students get.
#
#   handout        $(BUILD)/handout/ and $(BUILD)/handout.tar.gz; RELEASED="03_softmax ..." are the labs whose solutions
#                  are in it. All other labs' are in it as programs and objects only (static.mk), for processors of
#                  HANDOUT_ARCH and later ones. HANDOUT=folder makes another one; GRADED="00_tensors ..." are the labs
#                  in it (all). As objects it has the solutions of the labs before the last of these, and of no later
#                  one. HINTS=2 leaves out all but the first two hints of each task.
#
# With STATIC=1, in a tree of its own:
#   solved         $(B)/solved/NN_lab.a: solutions that other labs build on, as make train links them
MACHINE      := $(shell uname -m)
HANDOUT      := $(or $(HANDOUT),$(BUILD)/handout)
HANDOUT_ARCH := $(or $(HANDOUT_ARCH),$(if $(filter x86_64,$(MACHINE)),x86-64-v2,armv8-a))
STATIC_BUILD := $(BUILD)/static
STATIC_B     := $(STATIC_BUILD)/$(notdir $(firstword $(CC)))

# The solutions that some lab builds on, and the optimisers, which every training does: of their lab, where no other one
# builds on it, no more than these.
SOLVED_FILES := $(sort $(foreach l,$(GRADED),$(call before,$(l))) $(OPTIMIZERS))
SOLVED_LABS := $(sort $(foreach c,$(SOLVED_FILES),$(call lab_of,$(c))))
define solved_rule
$(call stamp,$(B)/probe-objects/solved-$(1).list,$(filter reference/$(1)/%,$(SOLVED_FILES)))
$(B)/solved/$(1).a: $(call objects,probe-objects/float,$(filter reference/$(1)/%,$(SOLVED_FILES))) \
                    $(B)/probe-objects/solved-$(1).list
	@mkdir -p $$(@D)
	@rm -f $$@.new && ar rcs $$@.new $$(filter %.o,$$^) && mv $$@.new $$@
endef
$(foreach l,$(SOLVED_LABS),$(eval $(call solved_rule,$(l))))

.PHONY: solved handout
solved: $(SOLVED_LABS:%=$(B)/solved/%.a)
handout:
	$(MAKE) --no-print-directory -f common/build.mk BUILD=$(STATIC_BUILD) STATIC=1 ARCH=$(HANDOUT_ARCH) \
	  GRADED='$(GRADED)' grade grade-kits solved $(patsubst %,grade-%,$(notdir $(CUDA_GRADED)))
	HINTS='$(HINTS)' KEPT_BACK='$(foreach l,$(filter-out $(RELEASED),$(GRADED)),$(KEPT_BACK_$(l):%=common/%.c))' \
	  sh grader/tools/handout/pack $(STATIC_B) $(HANDOUT) $(MACHINE) '$(GRADED)' '$(RELEASED)' '$(SOLVED_LABS)'
