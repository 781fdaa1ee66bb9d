# Expected output: PyTorch 1.13.1, `python3 tensors.py > tensors.out`.
import copy
import torch

t = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print(t.shape, t.size(1), t.dim(), t.numel(), t.stride(), len(t), t.dtype, t.device, t.type())
print(t[0], t[:, 1], t[-1, ::2], t[..., None].shape, t[t > 2], t[[1, 0]], t[torch.tensor([0]), 1:])
t[0, 1] = 20
t[1] = torch.tensor([7.0, 8.0, 9.0])
t[t < 2] = -1
print(t, t.tolist())
print(2 - t, 2 / t, t // 2, t % 3, 2 ** torch.tensor([1, 2]), -t, t @ t.T, t == 20, (t > 0) & (t < 9))
print(t.sum(), t.sum(0), t.mean(dim=1, keepdim=True), t.max(1), t.argmax().item(), t.std(unbiased=False))
print(t.view(3, 2), t.view((6,)), t.reshape(-1)[:2], t.permute(1, 0).shape, t.transpose(0, 1).is_contiguous())
print(torch.cat([t, t], dim=1).shape, torch.stack((t, t)).shape, [p.shape for p in t.split(2, dim=1)])
print(t.to(torch.int64), t.int().dtype, t.bool(), t.double().sum(), t.type(torch.float64).dtype)
print(torch.zeros(2, 3).shape, torch.ones((2,), dtype=torch.long), torch.full((2,), 7.5), torch.arange(1, 7, 2))
print(f"{torch.tensor(3.14159):.2f}", float(torch.tensor(2)), int(torch.tensor(2.9)), bool(torch.tensor(0)))
print([row.sum().item() for row in t], torch.tensor(3) in torch.tensor([1, 3]))
a = torch.ones(3)
b = a
b += 1
print(a, a is b, a.data_ptr() == a[0:].data_ptr(), copy.deepcopy(a), hash(a) == hash(b))
print(torch.where(t > 0, t, 0.0), t.clamp(min=0), torch.einsum("ij,kj->ik", t, t).shape)
values, indices = torch.tensor([3, 1, 2]).sort()
print(values, indices, torch.Size([2, 3]).numel(), torch.Size([2, 3])[1:], torch.finfo(torch.float32).bits)
print(torch.tensor([True, False]), torch.tensor([1, 2.5]), torch.tensor([]), torch.tensor([[]]).shape)
