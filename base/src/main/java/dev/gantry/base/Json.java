package dev.gantry.base;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// JSON in and out, with the rules of Go's `encoding/json`, which Docker's clients and the OCI
/// documents are written against.
///
/// Text becomes a {@link JsonValue}; a value becomes a record ({@link #read}) and a record a value
/// ({@link #tree}). Names of fields match exactly or, failing that, in any case; unknown fields are
/// ignored; `null` leaves a field as if absent; a number with a fraction or out of range never fits
/// an integer. Nesting is limited to 200 levels.
public final class Json {
    private static final int MAX_DEPTH = 200;
    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(32 * 1024 * 1024)
                    .maxNumberLength(400)
                    .maxNameLength(64 * 1024)
                    .build();
    private static final JsonFactory LENIENT =
            JsonFactory.builder()
                    .streamReadConstraints(LIMITS)
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .build();
    private static final JsonFactory STRICT =
            JsonFactory.builder()
                    .streamReadConstraints(LIMITS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private Json() {}

    /// One document; anything but white space behind it is an error. Of a field given twice the
    /// last counts.
    public static JsonValue parse(byte[] text) throws JsonException {
        try (JsonParser parser = LENIENT.createParser(ObjectReadContext.empty(), text)) {
            return only(parser);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    public static JsonValue parse(String text) throws JsonException {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /// As {@link #parse(byte[])}, but a field given twice is an error: for signed and hashed
    /// documents, which must have one meaning.
    public static JsonValue parseUnambiguous(byte[] text) throws JsonException {
        try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), text)) {
            return only(parser);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /// The next document of a stream of them, as Docker's progress and events are; `null` at the
    /// end of the stream. The reader buffers, so one {@link Documents} must serve one stream.
    public static Documents documents(InputStream in) {
        return new Documents(LENIENT.createParser(ObjectReadContext.empty(), in));
    }

    /// A stream of JSON documents, one after the other. Closing it leaves the stream below open.
    public static final class Documents implements AutoCloseable {
        private final JsonParser parser;

        private Documents(JsonParser parser) {
            this.parser = parser;
        }

        public @Nullable JsonValue next() throws IOException {
            try {
                return parser.nextToken() == null ? null : value(parser);
            } catch (StreamReadException e) {
                throw unreadable(e);
            } catch (JacksonException e) {
                throw e.getCause() instanceof IOException io ? io : unreadable(e);
            }
        }

        @Override
        public void close() {
            parser.close();
        }
    }

    /// Turns a value into a record (or `List`, `Map`, `String` … via its components' types).
    ///
    /// @throws JsonException naming the field, when a value does not fit
    public static <T extends Record> T read(Class<T> type, JsonValue value) throws JsonException {
        return JsonRecords.read(type, value);
    }

    public static <T extends Record> T read(Class<T> type, byte[] text) throws JsonException {
        return read(type, parse(text));
    }

    /// A record, list, map (keys sorted, as Go prints them), string, number, boolean, `Instant`,
    /// value or `null` as a value.
    public static JsonValue tree(@Nullable Object value) {
        return JsonRecords.tree(value);
    }

    /// Compact JSON in UTF-8 of whatever {@link #tree} takes.
    public static byte[] bytes(@Nullable Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        write(out, value);
        return out.toByteArray();
    }

    /// Compact JSON of whatever {@link #tree} takes.
    public static String print(@Nullable Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    private static void write(OutputStream out, @Nullable Object value) {
        try (JsonGenerator generator =
                LENIENT.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
            write(generator, tree(value));
        }
    }

    private static void write(JsonGenerator generator, JsonValue value) {
        switch (value) {
            case JsonValue.Obj(Map<String, JsonValue> fields) -> {
                generator.writeStartObject();
                fields.forEach((name, field) -> {
                    generator.writeName(name);
                    write(generator, field);
                });
                generator.writeEndObject();
            }
            case JsonValue.Arr(List<JsonValue> items) -> {
                generator.writeStartArray();
                items.forEach(item -> write(generator, item));
                generator.writeEndArray();
            }
            case JsonValue.Str(String text) -> generator.writeString(text);
            case JsonValue.Num(String literal) -> generator.writeNumber(literal);
            case JsonValue.Bool(boolean truth) -> generator.writeBoolean(truth);
            case JsonValue.Null() -> generator.writeNull();
        }
    }

    private static JsonValue only(JsonParser parser) throws JsonException {
        if (parser.nextToken() == null) {
            throw new JsonException("unexpected end of JSON input");
        }
        JsonValue value = value(parser);
        if (parser.nextToken() != null) {
            throw new JsonException("unexpected content after the JSON document");
        }
        return value;
    }

    private static JsonValue value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new JsonValue.Str(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(parser.getString());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            default ->
                    throw new IllegalStateException(
                            "JSON token out of place: " + parser.currentToken());
        };
    }

    private static JsonValue object(JsonParser parser) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new JsonValue.Obj(fields);
    }

    private static JsonValue array(JsonParser parser) {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new JsonValue.Arr(items);
    }

    private static JsonException unreadable(JacksonException e) {
        String where =
                e.getLocation() == null
                        ? ""
                        : " at line "
                                + e.getLocation().getLineNr()
                                + ", column "
                                + e.getLocation().getColumnNr();
        return new JsonException(e.getOriginalMessage() + where, e);
    }
}
