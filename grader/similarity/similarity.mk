# similarity.mk: the program behind make similarity. It calls sim_c, of Debian's similarity-tester.
SIMILARITY := $(wildcard grader/similarity/*.c)
SIMILARITY_USES := grader/formats/text.c common/tools/files.c
$(SIMILARITY:%.c=$(B)/double/%.o): GRADER_FLAGS += -Igrader/similarity
$(B)/grader/similarity: $(SIMILARITY:%.c=$(B)/double/%.o) $(SIMILARITY_USES:%.c=$(B)/double/%.o) \
                        $(B)/double/libgradlab.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
.PHONY: similarity-program
similarity-program: $(B)/grader/similarity
