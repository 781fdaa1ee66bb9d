# On the GPU, as PyTorch with CUDA: torch.cuda.
import torch

print(torch.cuda.is_initialized(), torch.cuda.get_device_name() == torch.cuda.get_device_name("cuda:0"))
properties = torch.cuda.get_device_properties(0)
print(properties.name == torch.cuda.get_device_name(), properties.total_memory > 0)
try:
    torch.cuda.set_device(77)
except RuntimeError as error:
    print(str(error).splitlines()[0])
try:
    torch.cuda.get_device_name("cpu")
except ValueError as error:
    print(error)
torch.cuda.set_device("cuda:0")
with torch.cuda.device(0):
    print(torch.cuda.current_device(), torch.ones(1, device="cuda"))
with torch.cuda.device_of(torch.ones(1)):
    print(torch.cuda.current_device())

torch.cuda.empty_cache()
torch.cuda.reset_peak_memory_stats()
before = torch.cuda.memory_allocated()
big = torch.zeros(1 << 18)
print(torch.cuda.memory_allocated() - before >= 1 << 20, torch.cuda.max_memory_allocated() >= 1 << 20)
print(torch.cuda.memory_reserved() >= torch.cuda.memory_allocated(), torch.cuda.max_memory_reserved() > 0)
free, total = torch.cuda.mem_get_info()
print(0 < free < total == properties.total_memory)
bigger = big.new_zeros(1 << 20)
print(torch.cuda.memory_allocated() - before)
del bigger
print(torch.cuda.memory_allocated() - before, torch.cuda.max_memory_allocated() - before)
torch.cuda.reset_peak_memory_stats()
print(torch.cuda.max_memory_allocated() - before)

start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
try:
    start.elapsed_time(end)
except RuntimeError as error:
    print(error)
start.record()
(big + 1).sum()
end.record()
torch.cuda.synchronize()
print(start.elapsed_time(end) >= 0, end.query())
end.synchronize()
try:
    torch.cuda.Event().elapsed_time(end)
except RuntimeError as error:
    print(error)
stream = torch.cuda.Stream()
with torch.cuda.stream(stream):
    event = stream.record_event()
    doubled = big * 2
torch.cuda.current_stream().wait_stream(stream)
event.synchronize()
stream.synchronize()
print(doubled.sum().item(), stream.device, stream == torch.cuda.current_stream(), event.query())
print(issubclass(torch.cuda.OutOfMemoryError, RuntimeError))
