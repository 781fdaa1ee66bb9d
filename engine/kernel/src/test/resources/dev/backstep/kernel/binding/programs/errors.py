# Expected output: PyTorch 1.13.1, `python3 errors.py > errors.out`.
import torch
from torch import nn

t = torch.ones(2)
layer = nn.Linear(2, 1)
leaf = torch.ones(2, requires_grad=True)


def refuse(action):
    try:
        print("no error:", action())
    except Exception as error:
        print(type(error).__name__ + ":", error)


refuse(lambda: t + "a")
refuse(lambda: torch.add(t, "a"))
refuse(lambda: torch.relu(3))
refuse(lambda: torch.relu())
refuse(lambda: torch.relu(t, t))
refuse(lambda: torch.sin(t, foo=1))
refuse(lambda: t.mul())
refuse(lambda: torch.cat([t, 1]))
refuse(lambda: t[5])
refuse(lambda: t[0, 0])
refuse(lambda: t[1.5])
refuse(lambda: torch.tensor(1)[0])
refuse(lambda: bool(t))
refuse(lambda: t.item())
refuse(lambda: t.view(3))
refuse(lambda: t + torch.ones(3))
refuse(lambda: torch.tensor([[1, 2], [3]]))
refuse(lambda: torch.tensor("a"))
refuse(lambda: t.nothing)
refuse(lambda: torch.nothing)
refuse(lambda: leaf.add_(1))
refuse(lambda: (leaf * 2).backward())
refuse(lambda: t.sum().backward())
refuse(lambda: torch.tensor([1], requires_grad=True))
refuse(lambda: layer(torch.ones(3, 5)))
refuse(lambda: layer.load_state_dict({"weight": torch.ones(3, 2), "more": t}))
refuse(lambda: setattr(layer, "weight", t))
refuse(lambda: setattr(leaf, "grad", torch.ones(3)))
refuse(lambda: torch.optim.SGD([], lr=0.1))
refuse(lambda: torch.optim.SGD([leaf * 2], lr=0.1))
refuse(lambda: torch.optim.Adam([leaf], lr=-1))
refuse(lambda: nn.Module()(t))
refuse(lambda: nn.Dropout(2))
refuse(lambda: nn.BatchNorm2d(3)(t))
refuse(lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 5])))
refuse(lambda: torch.set_default_dtype(torch.int64))
refuse(lambda: torch.autograd.grad(leaf.sum(), [leaf, torch.ones(1, requires_grad=True)]))
