/* graph.c: streams, and their capture. What is asked of a captured stream is not done: it becomes a node of a graph,
 * which is played later, as often as is wanted. The rules are CUDA's: a call that would wait, or that reaches beyond
 * the stream, is an error, and the capture is lost. */
#include "emulator_private.h"
#include <stdlib.h>

enum { /* of cudaError_t */
    SUCCESS = 0,
    ILLEGAL_STATE = 401,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_IMPLICIT = 906,
};

typedef struct Node {
    void (*play)(void *data);
    void        *data;
    int         *shared; /* how many graphs have this node's data */
    struct Node *next;
} Node;

struct EmuGraph {
    Node *first, **end;
};

struct EmuStream {
    bool       blocking, broken;
    int        mode;
    EmuGraph  *graph; /* being captured; NULL: none */
    EmuStream *next;
};

static EmuStream *streams;

static void *fresh(size_t bytes) {
    void *p = calloc(1, bytes);
    if (!p) emu_fail(NULL, "out of memory");
    return p;
}

/* --- Streams ------------------------------------------------------------------------------------------------------ */
EmuStream *emu_stream_new(bool blocking) {
    EmuStream *stream = fresh(sizeof *stream);
    *stream = (EmuStream){.blocking = blocking, .next = streams};
    return streams = stream;
}

void emu_stream_free(EmuStream *stream) {
    EmuStream **link = &streams;
    while (*link && *link != stream) link = &(*link)->next;
    if (!*link) emu_fail("create it with cudaStreamCreate, and destroy it once", "a stream that is none is destroyed");
    *link = stream->next;
    if (stream->graph) emu_graph_free(stream->graph);
    free(stream);
}

bool emu_is_captured(const EmuStream *stream) { return stream && stream->graph; }

/* --- What a capture does not allow -------------------------------------------------------------------------------- */
/* A capture that the call breaks; NULL. `any`: every one, else those that do not allow calls beyond their stream. */
static int breaks(bool any, int error) {
    int found = SUCCESS;
    for (EmuStream *s = streams; s; s = s->next)
        if (s->graph && (any || s->mode != EMU_CAPTURE_RELAXED)) {
            s->broken = true;
            found = error;
        }
    return found;
}

int emu_unsafe(void) { return breaks(false, CAPTURE_UNSUPPORTED); }

int emu_waits(EmuStream *stream) {
    if (!stream) return breaks(true, CAPTURE_UNSUPPORTED);
    if (!stream->graph) return SUCCESS;
    stream->broken = true;
    return CAPTURE_UNSUPPORTED;
}

/* Work in the default stream: it would be ordered with every captured stream that is a blocking one. */
static int in_default_stream(void) {
    for (EmuStream *s = streams; s; s = s->next)
        if (s->graph && s->blocking) {
            s->broken = true;
            return CAPTURE_IMPLICIT;
        }
    return SUCCESS;
}

/* --- Capture ------------------------------------------------------------------------------------------------------ */
int emu_capture_begin(EmuStream *stream, int mode) {
    if (!stream) return CAPTURE_UNSUPPORTED; /* the default stream */
    if (stream->graph) return ILLEGAL_STATE;
    stream->graph = fresh(sizeof *stream->graph);
    stream->graph->end = &stream->graph->first;
    stream->mode = mode;
    stream->broken = false;
    return SUCCESS;
}

int emu_capture_end(EmuStream *stream, EmuGraph **graph) {
    if (!stream || !stream->graph) return ILLEGAL_STATE;
    EmuGraph *captured = stream->graph;
    stream->graph = NULL;
    *graph = stream->broken ? NULL : captured;
    if (stream->broken) emu_graph_free(captured);
    return stream->broken ? CAPTURE_INVALIDATED : SUCCESS;
}

bool emu_later(EmuStream *stream, int *error) {
    *error = SUCCESS;
    if (!stream) *error = in_default_stream();
    else if (stream->graph && stream->broken) *error = CAPTURE_INVALIDATED;
    return stream && stream->graph && !stream->broken;
}

void emu_keep(EmuStream *stream, void (*play)(void *data), void *data) {
    Node *node = fresh(sizeof *node);
    *node = (Node){play, data, fresh(sizeof(int)), NULL};
    *node->shared = 1;
    *stream->graph->end = node;
    stream->graph->end = &node->next;
}

/* --- Graphs ------------------------------------------------------------------------------------------------------- */
EmuGraph *emu_graph_copy(const EmuGraph *graph) {
    EmuGraph *copy = fresh(sizeof *copy);
    copy->end = &copy->first;
    for (const Node *n = graph->first; n; n = n->next) {
        Node *node = fresh(sizeof *node);
        *node = *n;
        node->next = NULL;
        (*node->shared)++;
        *copy->end = node;
        copy->end = &node->next;
    }
    return copy;
}

void emu_graph_play(const EmuGraph *graph) {
    for (const Node *n = graph->first; n; n = n->next) n->play(n->data);
}

void emu_graph_free(EmuGraph *graph) {
    for (Node *n = graph->first, *next; n; n = next) {
        next = n->next;
        if (--*n->shared == 0) {
            free(n->data);
            free(n->shared);
        }
        free(n);
    }
    free(graph);
}

size_t emu_graph_nodes(const EmuGraph *graph) {
    size_t n = 0;
    for (const Node *node = graph->first; node; node = node->next) n++;
    return n;
}
