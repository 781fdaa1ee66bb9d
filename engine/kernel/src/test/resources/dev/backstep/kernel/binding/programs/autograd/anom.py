### warning
import sys
def check(w):
    for one in w:
        t = str(one.message)
        lines = t.split('\n')
        print(one.category.__name__, '|', lines[0])
        for l in lines[1:]:
            if l.startswith('    ') and 'format_stack' not in l and 'exec(' not in l: print('   ', l.split('/')[-1])
x = leaf(-1,2)
def forward(a):
    b = a.sqrt()
    return b*0
def outer(a):
    return forward(a).sum()
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    try:
        with torch.autograd.detect_anomaly():
            z = outer(x)
            z.backward()
    except RuntimeError as e: print(e)
check(w)
### noforward
x = leaf(-1,2)
z = (x.sqrt()*0).sum()
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    try:
        with torch.autograd.detect_anomaly(): z.backward()
    except RuntimeError as e: print(e)
for one in w: print(one.category.__name__, one.message)
z = (x.sqrt()*0).sum()
with torch.autograd.set_detect_anomaly(True): attempt('x', lambda: z.backward())
print(x.sqrt().grad_fn.metadata)
with torch.autograd.set_detect_anomaly(True):
    m = x.sqrt().grad_fn.metadata; print(list(m), type(m.get('traceback_')).__name__, any('m = x.sqrt()' in l for l in m['traceback_']))
    print('parent_' in m)
### inplace
x = leaf(1,2)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    try:
        with torch.autograd.detect_anomaly():
            y = x.exp()
            z = y*2
            y.add_(1)
            z.sum().backward()
    except RuntimeError as e: print(e)
for one in w: print(one.category.__name__, str(one.message).split('\n')[0], [l.strip() for l in str(one.message).split('\n') if 'exp' in l])
class E(Function):
    @staticmethod
    def forward(ctx, x): return x*1
    @staticmethod
    def backward(ctx, g): raise ValueError('v')
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    with torch.autograd.detect_anomaly(): 
        y = E.apply(x).sum()
        try: y.backward()
        except ValueError as e: print(repr(e))
for one in w: print(one.category.__name__, str(one.message).split('\n')[0], [l.strip() for l in str(one.message).split('\n') if 'apply' in l])
