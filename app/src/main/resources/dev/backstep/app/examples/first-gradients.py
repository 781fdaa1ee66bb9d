# First gradients: what requires_grad and
# backward() do.
# Go to the start, |< below, and press Play: the
# graph grows, then gradients travel from `loss`
# to `x`.
import torch

x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
shifted = x - 2  # a non-leaf: it has a grad_fn
# The same tensor twice: two edges in the graph.
squared = shifted * shifted
loss = squared.mean()
print("shifted came from", shifted.grad_fn.name())
print("loss is", loss)

loss.backward()  # d loss / d x = 2 * (x - 2) / 4
print("x.grad is\n", x.grad)

# A result with several elements needs to be told
# what gradient to start from.
w = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
doubled = w
# The graph is as long as the loop happens to run.
while doubled.norm() < 100:
    doubled = doubled * 2
doubled.backward(torch.tensor([1.0, 0.1, 0.01]))
print("w.grad is", w.grad)

# Nothing is recorded without requires_grad, or
# inside no_grad().
with torch.no_grad():
    print("recorded in no_grad?", (w * 3).requires_grad)
print("recorded after detach?", (w.detach() * 3).requires_grad)
