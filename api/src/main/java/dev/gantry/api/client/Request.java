package dev.gantry.api.client;

import dev.gantry.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request as it will be sent: the path starts behind the API version.
public record Request(
        String method, String path, Map<String, String> headers, @Nullable Body body) {
    public Request {
        headers = Map.copyOf(headers);
    }

    /// What a request carries: bytes at hand, or content of unknown length, sent in chunks by a
    /// thread of its own.
    public sealed interface Body {
        record Bytes(byte[] content) implements Body {}

        record Streamed(Content content) implements Body {}
    }

    /// Writes a body. When it fails the daemon does not see the end of the request, and whoever
    /// sent it hears of that alone: why it failed is for the content to keep.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    public static Request get(String path) {
        return new Request("GET", path, Map.of(), null);
    }

    public static Request post(String path) {
        return new Request("POST", path, Map.of(), null);
    }

    public static Request put(String path) {
        return new Request("PUT", path, Map.of(), null);
    }

    public static Request head(String path) {
        return new Request("HEAD", path, Map.of(), null);
    }

    public static Request delete(String path) {
        return new Request("DELETE", path, Map.of(), null);
    }

    /// With a query parameter, escaped here.
    public Request query(String name, Object value) {
        char separator = path.indexOf('?') < 0 ? '?' : '&';
        String more = escape(name) + "=" + escape(value.toString());
        return new Request(method, path + separator + more, headers, body);
    }

    /// With a query parameter, unless the value is null, empty, zero or false.
    public Request queryIf(String name, @Nullable Object value) {
        if (value == null || "".equals(value) || "0".equals(value)) {
            return this;
        }
        if (value instanceof Boolean truth) {
            return truth ? query(name, "1") : this;
        }
        return query(name, value);
    }

    public Request header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, path, more, body);
    }

    /// With a JSON body of whatever {@link Json#tree} takes.
    public Request json(Object value) {
        return new Request(method, path, headers, new Body.Bytes(Json.bytes(value)))
                .header("Content-Type", "application/json");
    }

    public Request stream(InputStream in, String type) {
        return stream(in::transferTo, type);
    }

    public Request stream(Content content, String type) {
        return new Request(method, path, headers, new Body.Streamed(content))
                .header("Content-Type", type);
    }

    /// A path segment or query value, percent-encoded.
    public static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
