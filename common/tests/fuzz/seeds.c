/* seeds.c: small whole files of every format and of all its kinds. */
#include "seeds.h"
#include "../tar.h"
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

/* --- Images ------------------------------------------------------------------------------------------------------- */

enum { WIDTH = 11, HEIGHT = 9, ROW = WIDTH * 8 };

static void fill_row(unsigned char row[static ROW], int y) {
    for (int i = 0; i < ROW; i++) row[i] = (unsigned char)(i * i * 7 + y * 31);
}

/* With interlacing the data are stored, not packed: then a mutation reaches the pixels and their filters. */
static void one_png(const char *folder, int type, int depth, bool interlaced) {
    FILE       *f = seed_file(folder, "%d-%d-%d.png", type, depth, interlaced);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop   info = png_create_info_struct(png);
    png_init_io(png, f);
    png_set_IHDR(png, info, WIDTH, HEIGHT, depth, type, interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (interlaced) png_set_compression_level(png, 0);
    if (type == PNG_COLOR_TYPE_PALETTE) {
        png_color palette[256] = {{200, 100, 50}, {1, 2, 3}};
        png_set_PLTE(png, info, palette, 1 << depth);
        png_set_tRNS(png, info, (const png_byte[]){0, 99}, 2, NULL);
    } else if (!(type & PNG_COLOR_MASK_ALPHA)) {
        png_set_tRNS(png, info, NULL, 0, &(png_color_16){.red = 1, .green = 1, .blue = 1, .gray = 1});
    }
    png_write_info(png, info);
    for (int pass = png_set_interlace_handling(png); pass > 0; pass--)
        for (int y = 0; y < HEIGHT; y++) {
            unsigned char row[ROW];
            fill_row(row, y);
            png_write_row(png, row);
        }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    fclose(f);
}

void seed_png(const char *folder) {
    static const struct {
        int type, least, most; /* bits a channel */
    } kinds[] = {{PNG_COLOR_TYPE_GRAY, 1, 16}, {PNG_COLOR_TYPE_RGB, 8, 16},      {PNG_COLOR_TYPE_PALETTE, 1, 8},
                 {PNG_COLOR_TYPE_GA, 8, 16},   {PNG_COLOR_TYPE_RGB_ALPHA, 8, 16}};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (int depth = kinds[k].least; depth <= kinds[k].most; depth *= 2)
            for (int interlaced = 0; interlaced < 2; interlaced++) one_png(folder, kinds[k].type, depth, interlaced);
}

static void one_jpeg(const char *folder, int channels, bool progressive, int restart) {
    FILE *f = seed_file(folder, "%d-%d-%d.jpg", channels, progressive, restart);
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr       manager;
    info.err = jpeg_std_error(&manager);
    jpeg_create_compress(&info);
    jpeg_stdio_dest(&info, f);
    info.image_width = WIDTH;
    info.image_height = HEIGHT;
    info.input_components = channels;
    info.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&info);
    if (progressive) jpeg_simple_progression(&info);
    info.restart_interval = (unsigned)restart;
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < HEIGHT; y++) {
        unsigned char row[ROW];
        fill_row(row, y);
        jpeg_write_scanlines(&info, &(JSAMPROW){row}, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    fclose(f);
}

void seed_jpeg(const char *folder) {
    static const int channels[] = {1, 3, 4};
    for (int c = 0; c < 3; c++)
        for (int progressive = 0; progressive < 2; progressive++)
            for (int restart = 0; restart < 2; restart++) one_jpeg(folder, channels[c], progressive, restart);
}

/* --- Numbers ------------------------------------------------------------------------------------------------------ */

static const unsigned char idx[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 51, 102, 153, 204, 255, 1, 2, 3,
                                    4, 5, 6};

static void seed_gz(const char *folder, const char *name, const char *mode, const void *bytes, size_t size) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    gzFile to = gzopen(path, mode);
    gzwrite(to, bytes, (unsigned)size);
    gzclose(to);
}

void seed_idx(const char *folder) {
    static const unsigned char labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 9, 0};
    seed_bytes(folder, "images", idx, sizeof idx);
    seed_bytes(folder, "labels", labels, sizeof labels);
    seed_gz(folder, "images.gz", "wb", idx, sizeof idx);
}

void seed_csv(const char *folder) {
    static const char *const tables[] = {"a,b,y\n1,2.5,0\n-3e2,?,1\n", "\"a\",word\r\n\"1\",\"x, \"\"y\"\"\"\r\n2,z",
                                         "\xEF\xBB\xBFy\nNA\n\n", "a,y\n1,cat\n2,dog\n"};
    for (int i = 0; i < 4; i++) seed_bytes(folder, (const char[]){(char)('a' + i), 0}, tables[i], strlen(tables[i]));
}

void seed_safetensors(const char *folder) {
    static const char *const types[] = {"F64", "F32", "F16", "BF16", "I64", "U8"};
    static const int         sizes[] = {8, 4, 2, 2, 8, 1};
    for (int i = 0; i < 6; i++) {
        char          header[160];
        unsigned char bytes[512] = {0};
        const int     data = 6 * sizes[i], length = snprintf(header, sizeof header,
            "{\"__metadata__\":{\"a\":\"b\"},\"w\":{\"dtype\":\"%s\",\"shape\":[2,3],\"data_offsets\":[0,%d]},"
            "\"e\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[%d,%d]}}", types[i], data, data, data);
        bytes[0] = (unsigned char)length;
        memcpy(bytes + 8, header, (size_t)length);
        for (int b = 0; b < data; b++) bytes[8 + length + b] = (unsigned char)(37 * b);
        seed_bytes(folder, types[i], bytes, (size_t)(8 + length + data));
    }
}

void seed_cifar10(const char *folder) {
    enum { RECORD = 1 + 3 * 32 * 32 };
    unsigned char records[2 * RECORD] = {0}, tar[8 * 1024];
    records[RECORD] = 9;
    seed_bytes(folder, "records", records, sizeof records);
    size_t size = tar_entry(tar, "cifar-10-batches-bin/", '5', NULL, 0);
    size += tar_entry(tar + size, "cifar-10-batches-bin/test_batch.bin", '0', records, RECORD);
    seed_bytes(folder, "archive.tar", tar, size);
}

/* Packed well, and stored: there a mutation reaches the table itself. */
void seed_packed(const char *folder) {
    static const char table[] = "a,b,y\n1,2.5,0\n-3e2,7,1\n";
    seed_gz(folder, "table.gz", "wb9", table, sizeof table - 1);
    seed_gz(folder, "stored.gz", "wb0", table, sizeof table - 1);
    seed_gz(folder, "images.gz", "wb0", idx, sizeof idx);
    seed_gz(folder, "empty.gz", "wb", "", 0);
}

void seed_history(const char *folder) {
    static const char *const tables[] = {"epoch\ttrain_loss\ttest_accuracy\n1\t0.5\t0.9\n2\t\t1e-3\n",
                                         "step\tloss\n0\tinf\n1\tnan\n", "epoch\tloss\r\n1\t-1\r\n"};
    for (int i = 0; i < 3; i++) seed_bytes(folder, (const char[]){(char)('a' + i), 0}, tables[i], strlen(tables[i]));
}

void seed_results(const char *folder) {
    static const char report[] = "{\"score\":7.5,\"max\":10,\"sources\":[{\"file\":\"a/x.c\",\"sha256\":\"0f\"}],"
                                 "\"tasks\":[{\"task\":\"0.1\",\"points\":1},"
                                 "{\"task\":\"J\\u00f6rg\",\"points\":null}]}";
    seed_bytes(folder, "report", report, sizeof report - 1);
}
