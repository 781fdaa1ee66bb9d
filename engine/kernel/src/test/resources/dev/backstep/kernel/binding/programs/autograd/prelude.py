# What the programs of this folder begin with.
import torch, warnings
from torch import nn
from torch.autograd import Function
torch.manual_seed(0)
def attempt(label, f, *a):
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter('always')
        try:
            r = f(*a); print(label, '->', r)
        except BaseException as e:
            print(label, '!', type(e).__name__, e)
    for x in w: print('  warning', x.category.__name__, str(x.message).split(' (Triggered')[0])
def leaf(*v): return torch.tensor([float(x) for x in v], requires_grad=True)
