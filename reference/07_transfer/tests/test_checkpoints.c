/* Checkpoints go both ways between the library and Python: SqueezeNet 1.1 with weights that a formula gives is saved
 * here and read there, and the other way. The digest of the saved file is recorded, so that a change of the format is
 * found where there is no Python, too. PYTHON names another interpreter than python3. */
#include "../../../common/tests/scratch.h"
#include "gradlab.h"
#include "sha256.h"
#include "squeezenet.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES = 10 };

/* Element i of tensor k, in the order of the keys. Whole numbers over 64 are exact in every format, bfloat16 too. */
static real weight(int k, size_t i) { return (real)((int)((37 * i + 11 * (size_t)k) % 101) - 50) / 64; }

static Module *formula_network(void) {
    Module     *m = squeezenet1_1(CLASSES);
    int         n;
    StateEntry *entries = nn_state(m, &n);
    for (int k = 0; k < n; k++)
        for (size_t i = 0; i < entries[k].tensor->size; i++) entries[k].tensor->data[i] = weight(k, i);
    free(entries);
    return m;
}

static void check_weights(const Module *m) {
    int         n;
    StateEntry *entries = nn_state(m, &n);
    for (int k = 0; k < n; k++)
        for (size_t i = 0; i < entries[k].tensor->size; i++)
            if (entries[k].tensor->data[i] != weight(k, i))
                ck_abort_msg("%s, element %zu: %g", entries[k].key, i, (double)entries[k].tensor->data[i]);
    free(entries);
}

static void digest_of_file(const char *path, char hex[65]) {
    char  *bytes = malloc(1 << 24);
    FILE  *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    sha256_hex(bytes, fread(bytes, 1, 1 << 24, file), hex);
    fclose(file);
    free(bytes);
}

/* --- The file that the library writes ----------------------------------------------------------------------------- */
START_TEST(the_saved_file_is_the_recorded_one) {
    static const char *const recorded = sizeof(real) == sizeof(double)
        ? "4ce9e58b4b55dba69c06c31a24c34b356b8281f8057f564cfb83518ed22b8b95"
        : "f3894e07b948d57284d5a9c9b3f948b2abfd3c6b82fb90cfef9a4e262a90fb41";
    Module *m = formula_network(), *again = squeezenet1_1(CLASSES);
    char    hex[65];
    ck_assert_msg(nn_save(m, scratch_path("saved.safetensors")), "%s", t_error());
    digest_of_file(scratch_path("saved.safetensors"), hex);
    ck_assert_str_eq(hex, recorded);
    ck_assert_msg(nn_load(again, scratch_path("saved.safetensors")), "%s", t_error());
    check_weights(again);
    nn_free(m);
    nn_free(again);
}
END_TEST

/* --- Python ------------------------------------------------------------------------------------------------------- */
static const char *python(void) { return getenv("PYTHON") && *getenv("PYTHON") ? getenv("PYTHON") : "python3"; }

/* Whether a script succeeds; it gets the two paths. */
static bool runs(const char *script, const char *from, const char *to) {
    FILE *file = fopen(scratch_path("script.py"), "w");
    fputs(script, file);
    fclose(file);
    char command[4096];
    snprintf(command, sizeof command, "'%s' '%s' '%s' '%s' 2>&1", python(), scratch_path("script.py"), from, to);
    FILE *said = popen(command, "r");
    for (char line[512]; fgets(line, sizeof line, said);) printf("python: %s", line);
    return pclose(said) == 0;
}

static bool has_module(const char *name) {
    char command[1024];
    snprintf(command, sizeof command,
             "'%s' -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec(\"%s\") is None)' >/dev/null 2>&1",
             python(), name);
    return system(command) == 0;
}

/* The package safetensors reads the file, and writes the values again in half precision. */
static const char with_safetensors[] =
    "import sys, numpy\n"
    "from safetensors.numpy import load_file, save_file\n"
    "tensors = load_file(sys.argv[1])\n"
    "assert len(tensors) == 52 and tensors['features.3.squeeze.weight'].shape == (16, 64, 1, 1)\n"
    "values = tensors['features.0.weight'].ravel()\n"
    "assert (values == ((37 * numpy.arange(values.size)) % 101 - 50) / 64).all()\n"
    "save_file({key: x.astype(numpy.float16) for key, x in tensors.items()}, sys.argv[2])\n";

/* PyTorch takes the file into a model of its own, strictly, and writes that model's state_dict as bfloat16. The header
 * is read by hand where the package safetensors is missing. */
static const char with_torch[] =
    "import json, struct, sys, torch\n"
    "from torch import nn\n"
    "class Fire(nn.Module):\n"
    "    def __init__(self, i, s, e):\n"
    "        super().__init__()\n"
    "        self.squeeze = nn.Conv2d(i, s, 1)\n"
    "        self.expand1x1 = nn.Conv2d(s, e, 1)\n"
    "        self.expand3x3 = nn.Conv2d(s, e, 3, padding=1)\n"
    "class SqueezeNet(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        pool = lambda: nn.MaxPool2d(3, 2, ceil_mode=True)\n"
    "        self.features = nn.Sequential(nn.Conv2d(3, 64, 3, 2), nn.ReLU(), pool(), Fire(64, 16, 64),\n"
    "            Fire(128, 16, 64), pool(), Fire(128, 32, 128), Fire(256, 32, 128), pool(), Fire(256, 48, 192),\n"
    "            Fire(384, 48, 192), Fire(384, 64, 256), Fire(512, 64, 256))\n"
    "        self.classifier = nn.Sequential(nn.Dropout(), nn.Conv2d(512, 10, 1), nn.ReLU())\n"
    "data = open(sys.argv[1], 'rb').read()\n"
    "size = struct.unpack('<Q', data[:8])[0]\n"
    "header = json.loads(data[8:8 + size])\n"
    "kinds = {'F32': torch.float32, 'F64': torch.float64}\n"
    "state = {}\n"
    "for key, entry in header.items():\n"
    "    if key == '__metadata__': continue\n"
    "    begin, end = (8 + size + at for at in entry['data_offsets'])\n"
    "    values = torch.frombuffer(bytearray(data[begin:end]), dtype=kinds[entry['dtype']])\n"
    "    state[key] = values.reshape(entry['shape'])\n"
    "model = SqueezeNet()\n"
    "print(model.load_state_dict(state, strict=True))\n"
    "header, at, values = {}, 0, []\n"
    "for key, x in model.state_dict().items():\n"
    "    raw = x.to(torch.bfloat16).contiguous().view(torch.int16).numpy().tobytes()\n"
    "    header[key] = {'dtype': 'BF16', 'shape': list(x.shape), 'data_offsets': [at, at + len(raw)]}\n"
    "    at += len(raw)\n"
    "    values.append(raw)\n"
    "text = json.dumps(header).encode()\n"
    "text += b' ' * (-len(text) % 8)\n"
    "open(sys.argv[2], 'wb').write(struct.pack('<Q', len(text)) + text + b''.join(values))\n";

static void there_and_back(const char *script) {
    Module *m = formula_network(), *back = squeezenet1_1(CLASSES);
    ck_assert_msg(nn_save(m, scratch_path("there.safetensors")), "%s", t_error());
    ck_assert(runs(script, scratch_path("there.safetensors"), scratch_path("back.safetensors")));
    ck_assert_msg(nn_load(back, scratch_path("back.safetensors")), "%s", t_error());
    check_weights(back);
    nn_free(m);
    nn_free(back);
}

START_TEST(there_and_back_with_safetensors) { there_and_back(with_safetensors); }
END_TEST
START_TEST(there_and_back_with_torch) { there_and_back(with_torch); }
END_TEST

int main(void) {
    Suite *s = suite_create("checkpoints");
    TCase *t = tcase_create("checkpoints");
    suite_add_tcase(s, t);
    tcase_set_timeout(t, 60);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, the_saved_file_is_the_recorded_one);
    if (has_module("safetensors")) tcase_add_test(t, there_and_back_with_safetensors);
    else puts("skip: checkpoints read by the Python package safetensors: python3 has none (PYTHON names another)");
    if (has_module("torch")) tcase_add_test(t, there_and_back_with_torch);
    else puts("skip: checkpoints read by PyTorch: python3 has none (PYTHON names another)");
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
