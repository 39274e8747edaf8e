# class.mk: the program behind make class. It alone needs libarchive and libyaml.
CLASS_PACKAGES := libarchive yaml-0.1
CLASS := $(wildcard grader/class/*.c)
# Of the grader: the box in which archives are read, and words.
CLASS_GRADER := $(addprefix grader/,sandbox/box_filter.c sandbox/privileges.c formats/text.c \
                  formats/report_file.c formats/report_text.c engine/result.c engine/curves.c)
CLASS_FLAGS := -Igrader/class $(shell pkg-config --cflags $(CLASS_PACKAGES) 2>/dev/null)
$(CLASS:%.c=$(B)/double/%.o): GRADER_FLAGS += $(CLASS_FLAGS)
$(B)/grader/class: $(CLASS:%.c=$(B)/double/%.o) $(CLASS_GRADER:%.c=$(B)/double/%.o) $(B)/double/libgradlab.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs $(CLASS_PACKAGES)) $(GRADER_LIBS) $(LIBS)
.PHONY: class-program
class-program: $(B)/grader/class
