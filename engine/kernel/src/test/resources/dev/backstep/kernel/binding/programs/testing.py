# Expected output: PyTorch 1.13.1, `python3 testing.py > testing.out`.
import torch
from torch.testing import assert_close
def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


a=torch.tensor([1.,2.,3.]); b=torch.tensor([1.,2.5,3.])
t(lambda: assert_close(a,a))
t(lambda: assert_close(a,b))
t(lambda: assert_close(a,b.double()))
t(lambda: assert_close(a,b[:2]))
t(lambda: assert_close(a,[1.,2.,3.]))
t(lambda: assert_close(1.0,1.1))
t(lambda: assert_close([a,a],[a,b]))
t(lambda: assert_close({'x':a},{'x':b}))
t(lambda: assert_close(a,b,rtol=1,atol=1))
t(lambda: assert_close(a,b,rtol=1))
t(lambda: assert_close(a,b,msg="hey"))
t(lambda: assert_close(torch.tensor(1),torch.tensor(2)))
t(lambda: assert_close(torch.tensor([float('nan')]),torch.tensor([float('nan')])))
t(lambda: assert_close(torch.tensor([float('nan')]),torch.tensor([float('nan')]),equal_nan=True))
t(lambda: assert_close(torch.tensor([1,2]),torch.tensor([1,3])))
t(lambda: assert_close(True, False))
t(lambda: assert_close("a", "a"))
t(lambda: assert_close([1,2],[1]))
t(lambda: assert_close({'a':1},{'b':1}))
t(lambda: assert_close(1, 1.0))
t(lambda: assert_close(a, b.double(), check_dtype=False))
t(lambda: assert_close(torch.ones(2,2), torch.zeros(2,2)))
t(lambda: assert_close(None, None))
