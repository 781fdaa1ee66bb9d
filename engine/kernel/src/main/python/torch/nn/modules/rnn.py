"""Recurrent layers, step by step: each step is recorded, so that one can watch a gradient go back through time."""

import torch
from torch import _ops as aten
from torch.nn import init
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


def _simple_step(activation):
    def step(from_input, from_hidden, state):
        return (activation(from_input + from_hidden),)

    return step


def _lstm_step(from_input, from_hidden, state):
    """Gates in the order input, forget, cell, output."""
    i, f, g, o = (from_input + from_hidden).chunk(4, -1)
    cell = f.sigmoid() * state[1] + i.sigmoid() * g.tanh()
    return o.sigmoid() * cell.tanh(), cell


def _gru_step(from_input, from_hidden, state):
    """Gates in the order reset, update, new; the reset gate acts on the hidden part with its bias."""
    input_r, input_z, input_n = from_input.chunk(3, -1)
    hidden_r, hidden_z, hidden_n = from_hidden.chunk(3, -1)
    z = (input_z + hidden_z).sigmoid()
    n = (input_n + (input_r + hidden_r).sigmoid() * hidden_n).tanh()
    return (n + z * (state[0] - n),)


class RNNBase(Module):
    """Layers of a recurrent network over sequences; input (time, batch, features), or batch first."""

    _gates = 1
    _states = 1

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        device=None,
        dtype=None,
    ):
        super().__init__()
        if isinstance(dropout, bool) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if dropout > 0 and num_layers == 1:
            import warnings

            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                f"num_layers greater than 1, but got dropout={dropout} and num_layers={num_layers}"
            )
        self.mode = type(self).__name__
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        rows = self._gates * hidden_size
        directions = 2 if bidirectional else 1
        for layer in range(num_layers):
            width = input_size if layer == 0 else hidden_size * directions
            for suffix in self._suffixes(layer):
                shapes = {"weight_ih": (rows, width), "weight_hh": (rows, hidden_size)}
                if bias:
                    shapes.update(bias_ih=(rows,), bias_hh=(rows,))
                for name, shape in shapes.items():
                    self.register_parameter(name + suffix, Parameter(torch.empty(shape, device=device, dtype=dtype)))
        self.reset_parameters()

    def _suffixes(self, layer):
        return (f"_l{layer}", f"_l{layer}_reverse") if self.bidirectional else (f"_l{layer}",)

    def reset_parameters(self):
        bound = 1.0 / self.hidden_size**0.5 if self.hidden_size > 0 else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def flatten_parameters(self):
        """Has a meaning for GPUs only."""

    @property
    def all_weights(self):
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh") if self.bias else ("weight_ih", "weight_hh")
        return [
            [getattr(self, name + suffix) for name in names]
            for layer in range(self.num_layers)
            for suffix in self._suffixes(layer)
        ]

    def _step(self):
        raise NotImplementedError

    def forward(self, input, hx=None):
        batched = input.dim() == 3
        if input.dim() not in (2, 3):
            raise AssertionError(f"{self.mode}: Expected input to be 2-D or 3-D but received {input.dim()}-D tensor")
        if not batched:
            input = input.unsqueeze(1)
        elif self.batch_first:
            input = input.transpose(0, 1)
        if input.size(-1) != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.size(-1)}"
            )
        states = self._initial(input, hx, batched)
        step = self._step()
        finals = []
        for layer in range(self.num_layers):
            suffixes = self._suffixes(layer)
            outputs = []
            for direction, suffix in enumerate(suffixes):
                state = tuple(one[layer * len(suffixes) + direction] for one in states)
                output, state = self._run(step, input, state, suffix, direction == 1)
                outputs.append(output)
                finals.append(state)
            input = outputs[0] if len(outputs) == 1 else torch.cat(outputs, -1)
            if self.dropout > 0 and layer < self.num_layers - 1:
                input = aten.dropout(input, self.dropout, self.training)
        result = tuple(torch.stack(column) for column in zip(*finals))
        if not batched:
            input, result = input.squeeze(1), tuple(one.squeeze(1) for one in result)
        elif self.batch_first:
            input = input.transpose(0, 1)
        return input, (result[0] if self._states == 1 else result)

    def _initial(self, input, hx, batched):
        if hx is None:
            count = self.num_layers * (2 if self.bidirectional else 1)
            zeros = torch.zeros(count, input.size(1), self.hidden_size, dtype=input.dtype, device=input.device)
            return (zeros,) * self._states
        states = (hx,) if self._states == 1 else tuple(hx)
        return states if batched else tuple(one.unsqueeze(1) for one in states)

    def _run(self, step, input, state, suffix, backwards):
        weight_hh = getattr(self, "weight_hh" + suffix)
        bias_hh = getattr(self, "bias_hh" + suffix) if self.bias else None
        bias_ih = getattr(self, "bias_ih" + suffix) if self.bias else None
        from_input = aten.linear(input, getattr(self, "weight_ih" + suffix), bias_ih).unbind(0)
        outputs = []
        for one in reversed(from_input) if backwards else from_input:
            state = step(one, aten.linear(state[0], weight_hh, bias_hh), state)
            outputs.append(state[0])
        if backwards:
            outputs.reverse()
        return torch.stack(outputs), state

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.num_layers != 1:
            text += f", num_layers={self.num_layers}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.batch_first is not False:
            text += f", batch_first={self.batch_first}"
        if self.dropout != 0:
            text += f", dropout={self.dropout}"
        if self.bidirectional is not False:
            text += f", bidirectional={self.bidirectional}"
        return text


class RNN(RNNBase):
    """h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu."""

    def __init__(self, *args, nonlinearity="tanh", **kwargs):
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'")
        super().__init__(*args, **kwargs)
        self.nonlinearity = nonlinearity

    def _step(self):
        return _simple_step(aten.tanh if self.nonlinearity == "tanh" else aten.relu)


class LSTM(RNNBase):
    """Long short-term memory (Hochreiter and Schmidhuber, 1997)."""

    _gates = 4
    _states = 2

    def _step(self):
        return _lstm_step


class GRU(RNNBase):
    """Gated recurrent unit (Cho et al., 2014)."""

    _gates = 3

    def _step(self):
        return _gru_step


class _Cell(Module):
    _gates = 1

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = self._gates * hidden_size
        self.weight_ih = Parameter(torch.empty((rows, input_size), device=device, dtype=dtype))
        self.weight_hh = Parameter(torch.empty((rows, hidden_size), device=device, dtype=dtype))
        if bias:
            self.bias_ih = Parameter(torch.empty(rows, device=device, dtype=dtype))
            self.bias_hh = Parameter(torch.empty(rows, device=device, dtype=dtype))
        else:
            self.register_parameter("bias_ih", None)
            self.register_parameter("bias_hh", None)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / self.hidden_size**0.5 if self.hidden_size > 0 else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def _advance(self, step, input, state):
        from_input = aten.linear(input, self.weight_ih, self.bias_ih)
        return step(from_input, aten.linear(state[0], self.weight_hh, self.bias_hh), state)

    def _zeros(self, input):
        return torch.zeros(*input.shape[:-1], self.hidden_size, dtype=input.dtype, device=input.device)

    def extra_repr(self):
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else f", bias={self.bias}")


class RNNCell(_Cell):
    """One step of `RNN`."""

    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input, hx=None):
        step = _simple_step(aten.tanh if self.nonlinearity == "tanh" else aten.relu)
        return self._advance(step, input, (self._zeros(input) if hx is None else hx,))[0]


class LSTMCell(_Cell):
    """One step of `LSTM`."""

    _gates = 4

    def forward(self, input, hx=None):
        return self._advance(_lstm_step, input, (self._zeros(input),) * 2 if hx is None else hx)


class GRUCell(_Cell):
    """One step of `GRU`."""

    _gates = 3

    def forward(self, input, hx=None):
        return self._advance(_gru_step, input, (self._zeros(input) if hx is None else hx,))[0]
