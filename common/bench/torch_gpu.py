"""PyTorch's side of `make bench DEVICE=cuda`: the same networks on the same GPU, eager and as a CUDA graph.

Reads one request a line and answers with one line:
  time mlp|lenet BATCH eager|graph STEPS   seconds a step, of so many in a row
"""
import sys
import time

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit(0)  # gpu_bench.c says what is to be done
if not torch.cuda.is_available():
    sys.exit(0)

# Full precision, as on our side.
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.benchmark = True


def network(case):
    if case == "mlp":
        return nn.Sequential(
            nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
        )
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)
    )


class Training:
    def __init__(self, case, batch, way):
        self.model = network(case).cuda()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.0, fused=True, capturable=way == "graph")
        shape = (batch, 784) if case == "mlp" else (batch, 1, 28, 28)
        self.x = torch.rand(shape, device="cuda")
        self.y = torch.randint(10, (batch,), device="cuda")
        self.step = self.capture() if way == "graph" else self.eager

    def eager(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss = nn.functional.cross_entropy(self.model(self.x), self.y)
        self.loss.backward()
        self.optimizer.step()

    # As torch's documentation has it: some steps on a stream beside the default one, then the capture.
    def capture(self):
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.eager()
        torch.cuda.current_stream().wait_stream(side)
        self.optimizer.zero_grad(set_to_none=True)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.loss = nn.functional.cross_entropy(self.model(self.x), self.y)
            self.loss.backward()
            self.optimizer.step()
        return self.graph.replay


trainings = {}


def answer(words):
    _, case, batch, way, steps = words
    key = (case, batch, way)
    if key not in trainings:
        trainings[key] = Training(case, int(batch), way)
    step = trainings[key].step
    for _ in range(10):
        step()
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(int(steps)):
        step()
    trainings[key].loss.item()
    return f"{(time.perf_counter() - begin) / int(steps):.9g}"


print(f"torch {torch.__version__}, {torch.cuda.get_device_name()}", flush=True)
for request in sys.stdin:
    print(answer(request.split()), flush=True)
