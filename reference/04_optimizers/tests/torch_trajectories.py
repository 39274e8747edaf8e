"""Writes torch_trajectories.tsv: where torch.optim's methods go in 200 steps, in double precision.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch numpy
    /tmp/venv/bin/python reference/04_optimizers/tests/torch_trajectories.py

Four parameters: a (3) and b (2), of which the function below is made; `none`, which gets no gradient; `frozen`, which
requires none. test_trajectories.c has the same function and takes the same steps. A row for a run and a step:

    name  the numbers of group 0, and of group 1 (the parameter b)  step  a0 a1 a2 b0 b1 none frozen
"""
import os
import torch

torch.set_default_dtype(torch.float64)
STEPS = 200
SHOWN = [1, 2, 3, 4, 5, 10] + list(range(20, STEPS + 1, 20))

SGD, ADAGRAD, RMSPROP, ADAM, ADAMW = (torch.optim.SGD, torch.optim.Adagrad, torch.optim.RMSprop, torch.optim.Adam,
                                      torch.optim.AdamW)
# Method, its name here, the numbers of all parameters, what is different in the group of b.
RUNS = [
    (SGD, "sgd", dict(lr=0.05), {}),
    (SGD, "sgd", dict(lr=0.05, weight_decay=0.1), {}),
    (SGD, "sgd", dict(lr=0.05, weight_decay=0.1), dict(lr=0.01, weight_decay=0.0)),
    (SGD, "momentum", dict(lr=0.02, momentum=0.9), {}),
    (SGD, "momentum", dict(lr=0.02, momentum=0.9, weight_decay=0.1), {}),
    (SGD, "momentum", dict(lr=0.02, momentum=0.9, dampening=0.25), {}),
    (SGD, "momentum", dict(lr=0.02, momentum=0.9, weight_decay=0.1), dict(lr=0.01, momentum=0.5)),
    (SGD, "momentum", dict(lr=0.02, momentum=0.9, nesterov=True), {}),
    (SGD, "momentum", dict(lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.1), {}),
    (SGD, "momentum", dict(lr=0.02, momentum=0.9, nesterov=True), dict(lr=0.01, nesterov=False)),
    (ADAGRAD, "adagrad", dict(lr=0.3, eps=1e-10), {}),
    (ADAGRAD, "adagrad", dict(lr=0.3, eps=1e-10, weight_decay=0.1), {}),
    (ADAGRAD, "adagrad", dict(lr=0.3, eps=1e-10), dict(lr=0.05, weight_decay=0.1)),
    (RMSPROP, "rmsprop", dict(lr=0.01, alpha=0.99, eps=1e-8), {}),
    (RMSPROP, "rmsprop", dict(lr=0.01, alpha=0.9, eps=0.05, weight_decay=0.1), {}),
    (RMSPROP, "rmsprop", dict(lr=0.01, alpha=0.99, eps=1e-8), dict(lr=0.02, alpha=0.9, eps=0.05)),
    (ADAM, "adam", dict(lr=0.05, betas=(0.9, 0.999), eps=1e-8, amsgrad=False), {}),
    (ADAM, "adam", dict(lr=0.05, betas=(0.8, 0.99), eps=1e-3, amsgrad=False, weight_decay=0.1), {}),
    (ADAM, "adam", dict(lr=0.05, betas=(0.9, 0.999), eps=1e-8, amsgrad=False), dict(lr=0.01, weight_decay=0.1)),
    (ADAMW, "adamw", dict(lr=0.05, betas=(0.9, 0.999), eps=1e-8, amsgrad=False, weight_decay=0.0), {}),
    (ADAMW, "adamw", dict(lr=0.05, betas=(0.9, 0.999), eps=1e-8, amsgrad=False, weight_decay=0.1), {}),
    (ADAMW, "adamw", dict(lr=0.05, betas=(0.9, 0.999), eps=1e-8, amsgrad=False, weight_decay=0.1),
     dict(lr=0.01, weight_decay=0.5)),
]


def function(a, b):
    """Bends of 0.5, 2 and 8 along a, a wave, and a product of both."""
    bend, middle = torch.tensor([0.5, 2.0, 8.0]), torch.tensor([1.0, -2.0, 0.25])
    return 0.5 * (bend * (a - middle) ** 2).sum() + torch.sin(b).sum() + 0.25 * (b ** 2).sum() + 0.3 * a[0] * b[1]


def numbers(group):
    """As OptimArgs has them, in the order of the file."""
    beta1, beta2 = group.get("betas", (0, 0))
    return [group["lr"], group.get("weight_decay", 0), group.get("momentum", 0), group.get("dampening", 0),
            int(group.get("nesterov", False)), beta1, beta2, group.get("alpha", 0), group.get("eps", 0)]


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_trajectories.tsv")
    with open(path, "w", encoding="ascii") as out:
        out.write(f"# made by torch_trajectories.py with torch {torch.__version__}\n")
        for method, name, args, of_b in RUNS:
            a = torch.tensor([-1.0, 1.0, 2.0], requires_grad=True)
            b = torch.tensor([1.5, -0.5], requires_grad=True)
            none, frozen = torch.tensor([0.75], requires_grad=True), torch.tensor([-0.75])
            optimizer = method([{"params": [a, none, frozen]}, {"params": [b], **of_b}], **args)
            groups = [numbers(g) for g in optimizer.param_groups]
            for step in range(1, STEPS + 1):
                optimizer.zero_grad()
                function(a, b).backward()
                optimizer.step()
                if step not in SHOWN:
                    continue
                values = torch.cat([a, b, none, frozen]).tolist()
                out.write("\t".join([name] + [repr(x) for g in groups for x in g] + [str(step)]
                                    + [repr(x) for x in values]) + "\n")


main()
