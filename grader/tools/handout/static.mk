# static.mk: with STATIC=1 graders are programs that need nothing of the machine on which they run, and carry neither a
# symbol nor a line of the solutions that they hold; kits likewise. Read by build.mk after its own settings.
CPPFLAGS    += -DT_HIDE_TEXT -DGRADLAB_NO_BLAS -DGRADLAB_NO_THREADS
CFLAGS      := $(filter-out -g1,$(CFLAGS)) -ffunction-sections -fdata-sections
LDFLAGS     := -static -s -Wl,--gc-sections
LIBS        := -lz -lm
STATIC_JSON := grader/tools/handout/cjson.c grader/tools/handout/cjson_read.c
STATIC_BLAS  = $(B)/probe/blas.a
STATIC_PROBES := grader/prebuilt/$(shell uname -m)/probe
