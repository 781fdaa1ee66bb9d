"""Layers, losses and the base class of models. A layer's module is loaded when the layer is first asked for."""

from torch.nn.modules.module import Module
from torch.nn.parameter import Buffer, Parameter, UninitializedParameter

_HOMES = {
    "container": "Sequential ModuleList ModuleDict ParameterList ParameterDict Container",
    "linear": "Linear Bilinear Identity LazyLinear",
    "conv": "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d",
    "batchnorm": "BatchNorm1d BatchNorm2d BatchNorm3d InstanceNorm1d InstanceNorm2d InstanceNorm3d SyncBatchNorm",
    "normalization": "LayerNorm GroupNorm LocalResponseNorm RMSNorm",
    "dropout": "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout",
    "activation": """ReLU ReLU6 LeakyReLU RReLU ELU CELU SELU GELU SiLU Mish Sigmoid LogSigmoid Hardsigmoid Hardswish
        Hardtanh Hardshrink Softshrink Tanhshrink Tanh Softmax Softmax2d Softmin LogSoftmax Softplus Softsign PReLU GLU
        Threshold MultiheadAttention""",
    "pooling": """MaxPool1d MaxPool2d MaxPool3d AvgPool1d AvgPool2d AvgPool3d AdaptiveAvgPool1d AdaptiveAvgPool2d
        AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d LPPool1d LPPool2d""",
    "flatten": "Flatten Unflatten",
    "sparse": "Embedding EmbeddingBag",
    "padding": """ZeroPad1d ZeroPad2d ConstantPad1d ConstantPad2d ConstantPad3d ReflectionPad1d ReflectionPad2d
        ReplicationPad1d ReplicationPad2d""",
    "upsampling": "Upsample UpsamplingNearest2d UpsamplingBilinear2d",
    "pixelshuffle": "PixelShuffle PixelUnshuffle",
    "distance": "CosineSimilarity PairwiseDistance",
    "rnn": "RNN LSTM GRU RNNCell LSTMCell GRUCell",
    "transformer": "Transformer TransformerEncoder TransformerEncoderLayer TransformerDecoder TransformerDecoderLayer",
    "loss": """MSELoss L1Loss SmoothL1Loss HuberLoss CrossEntropyLoss NLLLoss BCELoss BCEWithLogitsLoss KLDivLoss
        HingeEmbeddingLoss MarginRankingLoss SoftMarginLoss CosineEmbeddingLoss TripletMarginLoss PoissonNLLLoss
        GaussianNLLLoss MultiLabelSoftMarginLoss MultiMarginLoss MultiLabelMarginLoss""",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}
_SUBMODULES = frozenset(("functional", "init", "utils", "modules", "parameter"))


def __getattr__(name):
    home = _HOME_OF.get(name)
    if home is not None:
        try:
            found = getattr(__import__("torch.nn.modules." + home, None, None, ["*"]), name)
        except (ModuleNotFoundError, AttributeError):
            raise AttributeError(f"module 'torch.nn' has no attribute '{name}'") from None
    elif name in _SUBMODULES:
        return __import__("torch.nn." + name, None, None, ["*"])
    else:
        raise AttributeError(f"module 'torch.nn' has no attribute '{name}'")
    globals()[name] = found
    return found


def __dir__():
    return sorted({*globals(), *_HOME_OF, *_SUBMODULES})
