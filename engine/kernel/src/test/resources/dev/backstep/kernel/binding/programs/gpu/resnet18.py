import torch
import torchvision

torch.manual_seed(0)
torch.set_printoptions(precision=6)
model = torchvision.models.resnet18(num_classes=10)
data, labels = torch.rand(2, 3, 64, 64), torch.randint(10, (2,))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
prediction = model(data)
loss = torch.nn.functional.cross_entropy(prediction, labels)
loss.backward()
optimizer.step()
print(prediction[0], loss, model.fc.weight[0, :6])
print(model.conv1.weight.grad[0, 0, 0], model.layer4[1].conv2.weight.grad.norm(), model.bn1.running_mean[:4])
for parameter in model.parameters():
    parameter.requires_grad = False
model.fc = torch.nn.Linear(512, 10)
model.eval()
model(data).sum().backward()
print(model.fc.weight.grad[0, :6])
