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
    "compiled": {"fused": True},
}


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


class Training:
    def __init__(self, case, setting):
        if case == "xor":
            model, self.loss = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)), nn.MSELoss()
        else:
            model, self.loss = NeuralNetwork(), nn.CrossEntropyLoss()
        tensors = read_safetensors(os.path.join(folder, case + ".safetensors"))
        self.batches = []
        while f"x{len(self.batches)}" in tensors:
            i = len(self.batches)
            self.batches.append((tensors.pop(f"x{i}"), tensors.pop(f"y{i}")))
        model.load_state_dict(tensors)
        how = SETTINGS[setting]
        if case == "mlp_adam":
            self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, **how)
        else:
            self.optimizer = torch.optim.SGD(model.parameters(), lr=1e-2 if case == "mlp_sgd" else 0.1, **how)
        loss = self.loss
        self.forward = lambda x, y: loss(model(x), y)
        if setting == "compiled":
            self.forward = torch.compile(self.forward)
        self.i = 0

    def step(self):
        x, y = self.batches[self.i % len(self.batches)]
        self.i += 1
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
        return " ".join(s for s in SETTINGS if works(words[1], s))
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
