# On the GPU, as PyTorch with CUDA: where tensors are made, and what they say of it.
import torch


def tried(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])


print(torch.cuda.is_available(), torch.cuda.device_count() >= 1, torch.cuda.current_device())
print(torch.device("cuda"), repr(torch.device("cuda")), repr(torch.device("cuda", 0)), torch.device(0))
print(torch.ones(2), torch.ones(2).device, torch.ones(2, device="cuda").device, torch.ones(2, device=0).device)
x = torch.tensor([[1.5, 2.0], [3.0, 4.0]], requires_grad=True)
print(x, x * 2, x.dtype, x.is_cuda, x.get_device(), x.type(), x.long())
print(torch.tensor(3), torch.tensor([True]), torch.tensor(2.5, dtype=torch.float64), torch.zeros(0))
print(torch.linspace(-1, 1, 30))
for made in (
    torch.zeros(1), torch.empty(1), torch.full((1,), 2), torch.arange(2), torch.linspace(0, 1, 2), torch.eye(1),
    torch.rand(1), torch.randn(1), torch.randint(5, (1,)), torch.randperm(1), torch.tensor([1]), torch.Tensor([1]),
    torch.as_tensor([1]), torch.logspace(0, 1, 2), torch.scalar_tensor(1), torch.normal(torch.zeros(1), torch.ones(1)),
):
    assert made.device == torch.device("cuda:0"), made
here = torch.ones(2, device="cpu")
for made in (
    torch.zeros_like(here), torch.ones_like(here), torch.empty_like(here), torch.full_like(here, 1),
    torch.rand_like(here), torch.randn_like(here), torch.randint_like(here, 3), here.new_zeros(1), here.new_ones(1),
    here.new_empty(1), here.new_full((1,), 2), here.new_tensor([1]), here.new(2), here.clone(), here.detach(),
):
    assert made.device == torch.device("cpu"), made
    assert not made.is_cuda and made.get_device() == -1
print(torch.zeros_like(here, device="cuda"), here.new_ones(1, device="cuda"), here.type())

print(here.to("cuda"), here.cuda(), here.cuda(0), here.to(0), here.to(torch.device("cuda")), here.to(x))
print(x.to("cuda") is x, x.to("cuda:0") is x, x.cuda() is x, x.to(x) is x, here.cpu() is here, here.to("cpu") is here)
print(x.to("cuda", copy=True) is x, x.to("cpu", torch.float64, non_blocking=True), here.to(device="cuda", dtype=torch.int))
print(here.to(other=x).device, here.type_as(x).device, x.type("torch.FloatTensor").device, here.type(torch.cuda.IntTensor))
tried(lambda: here.cuda("cpu"))
tried(lambda: here.to("cuda:77"))
tried(lambda: torch.ones(1, device=77))
tried(lambda: torch.device("gpu"))
tried(lambda: x.detach().numpy())

with torch.device("cpu"):
    print(torch.ones(1), torch.tensor([1]), torch.rand(1).device)
    with torch.device("cuda"):
        print(torch.ones(1))
    print(torch.ones(1))
print(torch.ones(1))
torch.set_default_device("cpu")
print(torch.zeros(1), torch.get_default_device())
torch.set_default_device("cuda")
print(torch.zeros(1), torch.get_default_device())
torch.set_default_tensor_type("torch.FloatTensor")
print(torch.zeros(1))
torch.set_default_tensor_type(torch.cuda.DoubleTensor)
print(torch.zeros(1), torch.cuda.FloatTensor([1, 2]), torch.cuda.LongTensor([1]))
torch.set_default_tensor_type("torch.cuda.FloatTensor")
print(isinstance(torch.ones(1), torch.cuda.FloatTensor), isinstance(torch.ones(1), torch.FloatTensor))
print(isinstance(here, torch.FloatTensor), isinstance(here, torch.cuda.FloatTensor))

torch.manual_seed(0)
numbers = torch.rand(2), torch.randn(2), torch.randperm(4)
torch.manual_seed(0)
with torch.device("cpu"):
    same = torch.rand(2), torch.randn(2), torch.randperm(4)
print(numbers, [torch.equal(a.cpu(), b) for a, b in zip(numbers, same)])
generator = torch.Generator(device="cuda").manual_seed(0)
print(generator.device, torch.equal(torch.rand(2, generator=generator), numbers[0]))
state = torch.cuda.get_rng_state()
first = torch.rand(2)
torch.cuda.set_rng_state(state)
print(state.device, torch.equal(first, torch.rand(2)))
torch.cuda.manual_seed_all(5)
first = torch.rand(2)
torch.cuda.manual_seed(5)
print(torch.equal(first, torch.rand(2)))
with torch.random.fork_rng():
    first = torch.rand(2)
print(torch.equal(first, torch.rand(2)))
loader = torch.utils.data.DataLoader(list(range(4)), batch_size=2, shuffle=True, pin_memory=True)
print(sorted(i for batch in loader for i in batch.tolist()), next(iter(loader)).device)
