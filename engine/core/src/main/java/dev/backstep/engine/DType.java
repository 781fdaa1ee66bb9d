package dev.backstep.engine;

/// Element types, in the order of PyTorch's promotion within a category.
public enum DType {
    BOOL("bool", "Bool", 1, Category.BOOL),
    UINT8("uint8", "Byte", 1, Category.INTEGRAL),
    INT8("int8", "Char", 1, Category.INTEGRAL),
    INT16("int16", "Short", 2, Category.INTEGRAL),
    INT32("int32", "Int", 4, Category.INTEGRAL),
    INT64("int64", "Long", 8, Category.INTEGRAL),
    FLOAT16("float16", "Half", 2, Category.FLOATING),
    BFLOAT16("bfloat16", "BFloat16", 2, Category.FLOATING),
    FLOAT32("float32", "Float", 4, Category.FLOATING),
    FLOAT64("float64", "Double", 8, Category.FLOATING);

    private final String label;
    private final String scalarTypeName;
    private final int bytes;
    private final Category category;

    DType(String label, String scalarTypeName, int bytes, Category category) {
        this.label = label;
        this.scalarTypeName = scalarTypeName;
        this.bytes = bytes;
        this.category = category;
    }

    /// Kinds of numbers; promotion goes from left to right.
    public enum Category {
        BOOL,
        INTEGRAL,
        FLOATING
    }

    /// PyTorch's name without the module: `float32`.
    public String label() {
        return label;
    }

    /// The name in PyTorch's C++ messages: `Float` (as in "expected scalar type Float").
    public String scalarTypeName() {
        return scalarTypeName;
    }

    /// Bytes an element takes.
    public int bytes() {
        return bytes;
    }

    public Category category() {
        return category;
    }

    public boolean isFloating() {
        return category == Category.FLOATING;
    }

    /// Integers without bool.
    public boolean isIntegral() {
        return category == Category.INTEGRAL;
    }
}
