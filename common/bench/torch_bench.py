"""PyTorch's side of `make bench`: the same networks, weights and data, timed on request.

Reads one request a line and answers with one line:
  losses CASE STEPS                      the losses of the first steps, from the given weights
  settings CASE                          the ways to train it that work here
  time CASE SETTING THREADS TIMES STEPS  seconds a step, the median of TIMES groups of STEPS
  gemm N THREADS TIMES                   seconds a product of two N x N matrices, the median of TIMES
"""
import json
import logging
import os
import statistics
import sys
import time

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit(0)  # bench.c says what is to be done

logging.getLogger("torch").setLevel(logging.ERROR)
folder = sys.argv[1]
DTYPES = {"F32": torch.float32, "I64": torch.int64}
WARM_UP = 0.1  # seconds, as in bench.c
SETTINGS = {
    "plain": {"foreach": False},
    "foreach": {"foreach": True},
    "fused": {"fused": True},
    "compiled": {"fused": True, "compiled": True},
    "channels-last": {"fused": True, "channels_last": True},
    "channels-last-compiled": {"fused": True, "channels_last": True, "compiled": True},
}
# What changes nothing for a case is not tried: other optimisers without any, channels-last without images.
IMAGES = {"lenet", "vgg", "squeezenet"}


def read_safetensors(path):
    with open(path, "rb") as f:
        header = json.loads(f.read(int.from_bytes(f.read(8), "little")))
        body = bytearray(f.read())
    tensors = {}
    for key, entry in header.items():
        if key == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(body[begin:end], dtype=DTYPES[entry["dtype"]])
        tensors[key] = flat.reshape(entry["shape"]).clone()
    return tensors


class NeuralNetwork(nn.Module):
    """The lecture's network."""

    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
        )

    def forward(self, x):
        return self.linear_relu_stack(self.flatten(x))


class Named(nn.Module):
    """Children under these names, one after the other."""

    def __init__(self, **children):
        super().__init__()
        for name, child in children.items():
            self.add_module(name, child)

    def forward(self, x):
        for child in self.children():
            x = child(x)
        return x


def lenet():
    return Named(
        features=nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)
        ),
        flatten=nn.Flatten(),
        classifier=nn.Sequential(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


def block(channels, out):
    return nn.Sequential(nn.Conv2d(channels, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU())


def vgg():
    return Named(
        features=nn.Sequential(
            block(3, 32), block(32, 32), nn.MaxPool2d(2), block(32, 64), block(64, 64), nn.MaxPool2d(2)
        ),
        pool=nn.AdaptiveAvgPool2d(1),
        flatten=nn.Flatten(),
        classifier=nn.Linear(64, 10),
    )


class Fire(nn.Module):
    def __init__(self, channels, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = torch.relu(self.squeeze(x))
        return torch.cat([torch.relu(self.expand1x1(x)), torch.relu(self.expand3x3(x))], 1)


def squeezenet():
    def pool():
        return nn.MaxPool2d(3, 2, ceil_mode=True)

    return Named(
        features=nn.Sequential(
            nn.Conv2d(3, 64, 3, 2), nn.ReLU(), pool(), Fire(64, 16, 64), Fire(128, 16, 64), pool(),
            Fire(128, 32, 128), Fire(256, 32, 128), pool(), Fire(256, 48, 192), Fire(384, 48, 192),
            Fire(384, 64, 256), Fire(512, 64, 256)
        ),
        classifier=nn.Sequential(nn.Dropout(0.5), nn.Conv2d(512, 1000, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1)),
        flatten=nn.Flatten(),
    )


MODELS = {
    "xor": lambda: nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)),
    "lenet": lenet,
    "vgg": vgg,
    "squeezenet": squeezenet,
}
FORWARD_ALONE = {"squeezenet"}


class Training:
    def __init__(self, case, setting):
        model = MODELS.get(case, NeuralNetwork)()
        self.loss = nn.MSELoss() if case == "xor" else nn.CrossEntropyLoss()
        tensors = read_safetensors(os.path.join(folder, case + ".safetensors"))
        self.batches = []
        while f"x{len(self.batches)}" in tensors:
            i = len(self.batches)
            self.batches.append((tensors.pop(f"x{i}"), tensors.pop(f"y{i}")))
        model.load_state_dict(tensors)
        how = dict(SETTINGS[setting])
        if how.pop("channels_last", False):
            model = model.to(memory_format=torch.channels_last)
            self.batches = [(x.contiguous(memory_format=torch.channels_last), y) for x, y in self.batches]
        compiled = how.pop("compiled", False)
        self.train = case not in FORWARD_ALONE
        if not self.train:
            model.eval()
        if case in ("mlp_adam", "lenet", "vgg"):
            self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3 if case == "mlp_adam" else 1e-4, **how)
        else:
            self.optimizer = torch.optim.SGD(model.parameters(), lr=1e-2 if case == "mlp_sgd" else 0.1, **how)
        loss = self.loss
        self.forward = lambda x, y: loss(model(x), y)
        if compiled:
            self.forward = torch.compile(self.forward)
        self.i = 0

    def step(self):
        x, y = self.batches[self.i % len(self.batches)]
        self.i += 1
        if not self.train:
            with torch.inference_mode():
                return self.forward(x, y)
        value = self.forward(x, y)
        value.backward()
        self.optimizer.step()
        self.optimizer.zero_grad()
        return value


trainings = {}


def training(case, setting):
    """As bench.c does it, time is taken at learning rate 0: every step then does what the first does."""
    if (case, setting) not in trainings:
        run = trainings[case, setting] = Training(case, setting)
        for group in run.optimizer.param_groups:
            group["lr"] = 0.0
    return trainings[case, setting]


def makes_sense(case, setting):
    if case in FORWARD_ALONE and setting in ("foreach", "fused"):
        return False
    return case in IMAGES or not SETTINGS[setting].get("channels_last")


def works(case, setting):
    try:
        for _ in range(3):
            training(case, setting).step()
        return True
    except Exception as problem:  # whatever it is that this version or machine lacks
        print(f"torch: {case}, {setting}: {str(problem).splitlines()[0]}", file=sys.stderr)
        return False


def seconds(action, times, together=1):
    begin = time.perf_counter()
    while time.perf_counter() - begin < WARM_UP:
        action()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        for _ in range(together):
            action()
        taken.append((time.perf_counter() - begin) / together)
    return statistics.median(taken)


def answer(words):
    if words[0] == "losses":
        run = Training(words[1], "plain")
        return " ".join(f"{run.step().item():.9g}" for _ in range(int(words[2])))
    if words[0] == "settings":
        return " ".join(s for s in SETTINGS if makes_sense(words[1], s) and works(words[1], s))
    if words[0] == "time":
        torch.set_num_threads(int(words[3]))
        return f"{seconds(training(words[1], words[2]).step, int(words[4]), int(words[5])):.9g}"
    if words[0] == "gemm":
        n = int(words[1])
        torch.set_num_threads(int(words[2]))
        a, b, c = torch.rand(n, n), torch.rand(n, n), torch.empty(n, n)
        return f"{seconds(lambda: torch.mm(a, b, out=c), int(words[3])):.9g}"
    raise ValueError(words)


blas = next((line.split("- ")[1] for line in torch.__config__.show().splitlines() if "Math Kernel" in line), "")
print(f"torch {torch.__version__}, Python {sys.version.split()[0]}{', ' + blas if blas else ''}", flush=True)
for request in sys.stdin:
    print(answer(request.split()), flush=True)
