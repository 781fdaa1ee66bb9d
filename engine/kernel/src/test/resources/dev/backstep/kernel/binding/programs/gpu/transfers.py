# On the GPU, as PyTorch with CUDA: transfers in the graph, gradients on the way back, modules and states that move.
import io

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.cpu() * 2
z = y.cuda()
print(y, z)
print(z.grad_fn.name(), z.grad_fn.next_functions[0][0].name(), y.grad_fn.next_functions[0][0].name())
y.retain_grad()
z.register_hook(lambda grad: print("hook", grad))
z.pow(2).sum().backward(retain_graph=True)
print(x.grad, y.grad)
z.sum().backward()
print(x.grad, y.grad)

leaf = torch.ones(2, device="cpu", requires_grad=True)
(gradient,) = torch.autograd.grad((leaf.cuda() ** 3).sum(), leaf, create_graph=True)
print(gradient)
print(torch.autograd.grad(gradient.sum(), leaf))

scalar = torch.tensor(3.0, device="cpu", requires_grad=True)
(x.detach() * scalar).sum().backward()
print(scalar.grad)

target = torch.zeros(2)
target.copy_(leaf * 2)
print(target)
target.sum().backward()
print(leaf.grad)
back = torch.zeros(2, device="cpu")
back[:1].copy_(x[:1])
print(back)
back.sum().backward()
print(x.grad)
half = (x.half().cpu().float() * 2).sum()
half.backward()
print(half, x.grad)

model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
parameter = model[0].weight
model(torch.ones(3, 2)).sum().backward()
model.cpu()
print(parameter is model[0].weight, parameter.device, parameter.grad.device, model[1].running_mean.device)
print(model(torch.ones(2, 2, device="cpu")).device)
model.to("cuda", torch.float64)
print(model[1].running_mean, model[1].num_batches_tracked, parameter.dtype, parameter.grad.dtype)
model.float().to(device="cpu")
here = {name: tensor.clone() for name, tensor in model.state_dict().items()}
model.cuda()
print(model.load_state_dict(here), {tensor.device for tensor in model.state_dict().values()})

optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(2):
    optimizer.zero_grad()
    model(torch.arange(6.0).reshape(3, 2)).pow(2).sum().backward()
    optimizer.step()
print({value.device for state in optimizer.state.values() for value in state.values() if torch.is_tensor(value)})

file = io.BytesIO()
torch.save({"x": x.detach(), "here": [leaf.detach()]}, file)
for where in (None, "cpu", torch.device("cuda"), {"cuda:0": "cpu"}, lambda storage, location: storage.cpu()):
    file.seek(0)
    found = torch.load(file, map_location=where)
    print(found["x"].device, found["here"][0].device)


def half_of(x):
    return torch.nn.functional.dropout(torch.sin(x @ x), 0.5)


for reentrant in (True, False):
    torch.manual_seed(1)
    square = torch.eye(2, requires_grad=True)
    torch.utils.checkpoint.checkpoint(half_of, square, use_reentrant=reentrant).sum().backward()
    torch.manual_seed(1)
    plain = torch.eye(2, requires_grad=True)
    half_of(plain).sum().backward()
    print(torch.equal(square.grad, plain.grad), square.grad.device)
with torch.autograd.graph.save_on_cpu():
    product = x * x
product.sum().backward()
print(x.grad)
print(torch.autograd.gradcheck(torch.sin, (torch.ones(2, dtype=torch.float64, requires_grad=True),)))
