/* class_readers.c: what make class reads of others, for the harness of common/tests/fuzz: archives, rosters, and the
 * names and paths that learning platforms write. */
#include "../../../common/tests/fuzz/fuzz.h"
#include "autograd.h"
#include "error.h"
#include "late.h"
#include "layout.h"
#include "match.h"
#include "moment.h"
#include "names.h"
#include "roster.h"
#include "text.h"
#include "unpack_private.h"
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

static void begin_class(Class *c) {
    setlocale(LC_CTYPE, "C.UTF-8");
    *c = (Class){.lab = {.name = "03_softmax", .files = {"softmax.c", "classifier.c"}, .n_files = 2}};
}

static void end_class(Class *c) {
    for (int i = 0; i < c->n_students; i++) {
        Student *s = &c->students[i];
        char *const words[] = {s->id,     s->name, s->email,     s->section, s->login,   s->canvas,
                               s->github, s->extension, s->sorted, s->twice, s->trouble, s->perhaps};
        for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) free(words[w]);
        for (int a = 0; a < s->n_attempts; a++) {
            free(s->attempts[a].place);
            free(s->attempts[a].doubt);
        }
        free(s->attempts);
    }
    for (int i = 0; i < c->n_remarks; i++) {
        free(c->remarks[i].where);
        free(c->remarks[i].what);
    }
    free(c->students);
    free(c->remarks);
}

static void end_hand_ins(HandIns *all) {
    for (int i = 0; i < all->n; i++) {
        HandIn *h = &all->all[i];
        char *const words[] = {h->place,  h->id,      h->name,   h->email,   h->label,
                               h->others, h->trouble, h->sorted, h->squeezed};
        for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) free(words[w]);
        for (int f = 0; f < CLASS_FILES; f++) free(h->bytes[f]);
    }
    free(all->all);
}

static char *read_text(const char *path, size_t *size) {
    char *text = NULL;
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0) abort();
    *size = (size_t)ftell(f);
    rewind(f);
    text = t_malloc(*size + 1);
    *size = fread(text, 1, *size, f);
    text[*size] = '\0';
    fclose(f);
    return text;
}

/* --- Archives: both ends of the pipe, in this process ------------------------------------------------------------- */
static void take(void *to, const char *path, char *bytes, size_t size, int64_t time) {
    Items *items = to;
    (void)time;
    items->items = realloc(items->items, (size_t)(items->n + 1) * sizeof *items->items);
    if (items->items == NULL) abort();
    items->items[items->n++] = (Item){text_format("%s", path), bytes, size, 1};
}

static int by_path(const void *a, const void *b) { return strcmp(((const Item *)a)->path, ((const Item *)b)->path); }

static void read_archive(const char *path) {
    Class c;
    Items items = {0};
    HandIns all;
    Skipped skipped = {0};
    char *refusal = NULL;
    begin_class(&c);
    const Unpacking r = {&c.lab, take, &items};
    const int fd = open(path, O_RDONLY | O_CLOEXEC), told = memfd_create("told", MFD_CLOEXEC);
    const off_t size = lseek(fd, 0, SEEK_END);
    lseek(fd, 0, SEEK_SET);
    unpack_tell(&r, unpack_reader(), fd, NULL, (size_t)size, &limits_of_student, told);
    lseek(told, 0, SEEK_SET);
    if (!unpack_hear(&r, told, &skipped, &refusal)) abort(); /* what the reader says has an end */
    t_error_set("%s", refusal != NULL ? refusal : skipped.first != NULL ? skipped.first : "");
    close(told);
    close(fd);
    free(refusal);
    free(skipped.first);
    if (items.n > 0) qsort(items.items, (size_t)items.n, sizeof *items.items, by_path);
    layout_read(&c, &items, 0, &all);
    match(&c, &all);
    end_hand_ins(&all);
    end_class(&c);
    items_free(&items);
}

static void seed_archive(const char *folder) {
    static const char *const kinds[] = {"a.zip", "b.zip", "a.tar", "a.tar.gz", "a.7z", "a.tar.xz"};
    static const char source[] = "#include \"softmax.h\"\nint x;\n";
    for (int k = 0; k < 6; k++) {
        char path[1024];
        struct archive *a = archive_write_new();
        const bool zip = k < 2;
        if (zip) archive_write_set_format_zip(a);
        else if (k == 4) archive_write_set_format_7zip(a);
        else archive_write_set_format_ustar(a);
        if (k == 0) archive_write_zip_set_compression_store(a);
        if (k == 3) archive_write_add_filter_gzip(a);
        if (k == 5) archive_write_add_filter_xz(a);
        snprintf(path, sizeof path, "%s/%s", folder, kinds[k]);
        if (archive_write_open_filename(a, path) != ARCHIVE_OK) abort();
        static const char *const names[] = {"softmax.c", "03_softmax/classifier.c", "doe_17_4711_softmax-1.c"};
        for (int i = 0; i < 3; i++) {
            struct archive_entry *e = archive_entry_new();
            archive_entry_set_pathname(e, names[i]);
            archive_entry_set_size(e, sizeof source - 1);
            archive_entry_set_filetype(e, AE_IFREG);
            archive_entry_set_perm(e, 0644);
            archive_entry_set_mtime(e, 1, 0);
            if (archive_write_header(a, e) != ARCHIVE_OK) abort();
            if (archive_write_data(a, source, sizeof source - 1) < 0) abort();
            archive_entry_free(e);
        }
        archive_write_free(a);
    }
}

/* The checksum of each header of a tar, and of each stored entry of a zip. */
static void mend_archive(uint8_t *bytes, size_t size) {
    for (size_t at = 0; at + 512 <= size; at += 512) {
        unsigned sum = 0;
        if (memcmp(bytes + at + 257, "ustar", 5) != 0) continue;
        memset(bytes + at + 148, ' ', 8);
        for (int i = 0; i < 512; i++) sum += bytes[at + (size_t)i];
        snprintf((char *)bytes + at + 148, 8, "%06o", sum & 0777777);
    }
    for (size_t at = 0; at + 30 <= size; at++) {
        uint32_t stored;
        if (memcmp(bytes + at, "PK\3\4", 4) != 0) continue;
        memcpy(&stored, bytes + at + 18, 4);
        const size_t data = at + 30 + bytes[at + 26] + bytes[at + 28];
        if (data > size || stored > size - data) continue;
        const uint32_t sum = (uint32_t)crc32(0, bytes + data, stored);
        memcpy(bytes + at + 14, &sum, 4);
    }
}

/* --- Rosters ------------------------------------------------------------------------------------------------------ */
static void read_roster(const char *path) {
    Class c;
    begin_class(&c);
    roster_read(&c, path);
    HandIns one = {.platform = "folders", .n = 1, .all = t_calloc(1, sizeof(HandIn))};
    one.all[0] = (HandIn){.place = text_format("doe"), .label = text_format("Jörg Müller u17"), .time = NO_TIME};
    match(&c, &one);
    end_hand_ins(&one);
    end_class(&c);
}

static void seed_roster(const char *folder) {
    static const char *const tables[] = {
        "id,name,email,section,extension\nu17,Jörg Müller,j@x.org,A,2\nu18,\"Doe, Jane\",d@x.org,B,2026-11-30\n",
        ("Student,ID,SIS User ID,SIS Login ID,Section,Lab 3 (17)\n    Points Possible,,,,,100\n"
         "\"Doe, Jane\",4,u18,jd,A,\n\"Student, Test\",5,,x,A,\n"),
        "Vorname,Nachname,Matrikelnummer,E-Mail\nÅsa,Ødegård,123,a@x\n",
        "ID number,First name,Last name,Email address\n1,J\xcc\x88org,M,\n",
    };
    for (int i = 0; i < 4; i++) seed_bytes(folder, (const char[]){(char)('a' + i), 0}, tables[i], strlen(tables[i]));
}

/* --- Names: a line each ------------------------------------------------------------------------------------------- */
/* Paths of an export; a line with + in front is a student of the roster. */
static void read_layout(const char *path) {
    size_t size;
    char  *text = read_text(path, &size), *rest = text, *line;
    Class c;
    Items items = {0};
    HandIns all;
    begin_class(&c);
    while ((line = strsep(&rest, "\n")) != NULL) {
        if (line[0] == '+') class_add_student(&c, line + 1)->on_roster = true;
        else if (line[0] != '\0') take(&items, line, text_format("int x;"), 6, 1);
    }
    for (int i = 0; i < c.n_students; i++) c.students[i].name = text_format("%s", c.students[i].id);
    if (items.n > 0) qsort(items.items, (size_t)items.n, sizeof *items.items, by_path);
    layout_read(&c, &items, 3600, &all);
    match(&c, &all);
    end_hand_ins(&all);
    end_class(&c);
    items_free(&items);
    free(text);
}

static void seed_layout(const char *folder) {
    static const char *const exports[] = {
        "doe_17_4711_softmax-1.c\ndoejane_late_18_4712_classifier.c\nanon_xY3zA_4711_softmax.c\n+17\n",
        "Jane Doe_17_assignsubmission_file_/softmax.c\nJörg_18_assignsubmission_file_classifier.c\n+Jane Doe\n",
        "Lab 3_u17_attempt_2026-11-30-23-59-00_softmax.c\nLab 3_u17_attempt_2026-11-30-23-59-00.txt\n+u17\n",
        "submission_metadata.yml\nsubmission_1/softmax.c\nsubmission_2/classifier.c\n",
        "x/u17/attempt 2/softmax.c\nx/u17/v1/softmax.c\nx/müller jörg.tar.gz/03_softmax/softmax (2).c\n+Jörg Müller\n",
        "lab3-doe/softmax.c\nlab3-mueller/reference/softmax.c\nlab3-mueller/softmax copy.c\n",
    };
    for (int i = 0; i < 6; i++) seed_bytes(folder, (const char[]){(char)('a' + i), 0}, exports[i], strlen(exports[i]));
}

/* A name for a file stays in its folder, and what is folded twice is what is folded once. */
static void read_names(const char *path) {
    size_t size;
    char  *text = read_text(path, &size), *rest = text, *line;
    while ((line = strsep(&rest, "\n")) != NULL) {
        int64_t seconds;
        int     zone;
        bool    zoned;
        Late    late;
        char shown[40];
        char *folded = name_folded(line), *again = name_folded(folded), *sorted = name_sorted(line);
        char *squeezed = name_squeezed(line), *file = name_for_file(line);
        if (strcmp(folded, again) != 0 || strchr(file, '/') != NULL || file[0] == '.' || 
            (folded[0] != '\0' && !name_has_words(folded, folded)))
            abort();
        if (moment_parse(line, 3600, &seconds, &zone, &zoned)) moment_text(seconds, zone, shown);
        if (late_parse("2026-11-30T23:59Z", line, &late) || late_parse("2026-11-30T23:59Z", "", &late))
            late_deadline(&late, &(Student){.extension = line}, &seconds);
        char *const words[] = {folded, again, sorted, squeezed, file};
        for (int w = 0; w < 5; w++) free(words[w]);
    }
    free(text);
}

static void seed_names(const char *folder) {
    static const char lines[] = "Müller-Lüdenscheidt, Jörg\nJ\xcc\x88org\n../../etc/passwd\n2026-11-30T23:59+01:00\n"
                                "2026-11-30 23:59:10.5 -08:00\n2026-11-30-23-59-10\n"
                                "grace=2 percent=10 cutoff=7\nŁódź ß Æ ×\n";
    seed_bytes(folder, "names", lines, sizeof lines - 1);
}

const Reader readers[] = {
    {"archive", read_archive, seed_archive, mend_archive},
    {"roster", read_roster, seed_roster},
    {"layout", read_layout, seed_layout},
    {"names", read_names, seed_names},
    {NULL},
};
