package dev.backstep.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// How records become CBOR and JSON: the component names are the field names in both. CBOR holds the elements of a
/// tensor as an RFC 8746 typed array, of float32 where that loses nothing, and names that come again as string
/// references
/// (tags 25 and 256).
public final class Mappers {
    /// Injected where a file made before the component existed has no text.
    static final String NO_TEXT = "no text";
    /// Injected where a file made before the component existed has no list of texts.
    static final String NO_TEXTS = "no texts";
    /// Injected where a file has nothing, because it is older or because there is nothing.
    static final String NOTHING = "nothing";

    /// RFC 8746: big-endian float32.
    private static final int TAG_FLOAT32 = 81;
    /// RFC 8746: big-endian float64.
    private static final int TAG_FLOAT64 = 82;

    private static final ObjectMapper CBOR = configure(new ObjectMapper(CBORFactory.builder()
            // Names of fields that come again are numbers then: a third of the bytes, and half of the time.
            .enable(CBORGenerator.Feature.STRINGREF)
            .build()));

    /// Made when it is asked for: a kernel never does, and it would start later.
    private static final class Json {
        private static final ObjectMapper MAPPER = configure(new JsonMapper(new JsonFactory()));
    }

    private Mappers() {}

    /// The mapper of files and frames; thread-safe, not to be reconfigured.
    public static ObjectMapper cbor() {
        return CBOR;
    }

    /// The mapper of the JSON form; thread-safe, not to be reconfigured.
    public static ObjectMapper json() {
        return Json.MAPPER;
    }

    private static ObjectMapper configure(ObjectMapper mapper) {
        var elements = new SimpleModule("backstep")
                .addSerializer(double[].class, new ElementsWriter())
                .addDeserializer(double[].class, new ElementsReader())
                .addSerializer(float[].class, new CellsWriter())
                .addDeserializer(float[].class, new CellsReader());
        var missing = new InjectableValues.Std()
                .addValue(NO_TEXT, "")
                .addValue(NO_TEXTS, List.of())
                .addValue(NOTHING, null);
        return mapper.registerModule(elements)
                .setInjectableValues(missing)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .configure(StreamReadFeature.AUTO_CLOSE_SOURCE.mappedFeature(), false)
                .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
    }

    private static final class ElementsWriter extends JsonSerializer<double[]> {
        @Override
        public void serialize(double[] elements, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (!(out instanceof CBORGenerator cbor)) {
                out.writeArray(elements, 0, elements.length);
                return;
            }
            boolean single = fitsFloat32(elements);
            var bytes = ByteBuffer.allocate(elements.length * (single ? Float.BYTES : Double.BYTES));
            if (single) {
                for (double element : elements) {
                    bytes.putFloat((float) element);
                }
            } else {
                bytes.asDoubleBuffer().put(elements);
            }
            cbor.writeTag(single ? TAG_FLOAT32 : TAG_FLOAT64);
            cbor.writeBinary(bytes.array());
        }

        private static boolean fitsFloat32(double[] elements) {
            for (double element : elements) {
                if (Double.compare((float) element, element) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class ElementsReader extends JsonDeserializer<double[]> {
        @Override
        public double[] deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT && in instanceof CBORParser cbor) {
                int tag = cbor.getCurrentTag();
                var bytes = ByteBuffer.wrap(in.getBinaryValue());
                int width = tag == TAG_FLOAT32 ? Float.BYTES : tag == TAG_FLOAT64 ? Double.BYTES : 0;
                if (width == 0 || bytes.limit() % width != 0) {
                    return context.reportInputMismatch(double[].class, "no typed array of elements (tag %d)", tag);
                }
                var elements = new double[bytes.limit() / width];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = width == Float.BYTES ? bytes.getFloat() : bytes.getDouble();
                }
                return elements;
            }
            if (in.currentToken() != JsonToken.START_ARRAY) {
                return context.reportInputMismatch(double[].class, "no array of elements");
            }
            var elements = new double[16];
            int count = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (count == elements.length) {
                    elements = Arrays.copyOf(elements, 2 * count);
                }
                elements[count++] = element(in, context);
            }
            return Arrays.copyOf(elements, count);
        }

        /// JSON has no literal for NaN and the infinities: they are strings there.
        private static double element(JsonParser in, DeserializationContext context) throws IOException {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                return in.getDoubleValue();
            }
            return switch (in.getText()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> context.<Double>reportInputMismatch(double.class, "no number");
            };
        }
    }

    private static final class CellsWriter extends JsonSerializer<float[]> {
        @Override
        public void serialize(float[] cells, JsonGenerator out, SerializerProvider provider) throws IOException {
            var elements = new double[cells.length];
            Arrays.setAll(elements, i -> cells[i]);
            new ElementsWriter().serialize(elements, out, provider);
        }
    }

    private static final class CellsReader extends JsonDeserializer<float[]> {
        @Override
        public float[] deserialize(JsonParser in, DeserializationContext context) throws IOException {
            var elements = new ElementsReader().deserialize(in, context);
            var cells = new float[elements.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = (float) elements[i];
            }
            return cells;
        }
    }
}
