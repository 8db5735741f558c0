package dev.gantry.daemon.route;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.http.Exchange;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/// Reads JSON bodies by Docker's rules.
final class Bodies {
    private static final int MOST = 8 * 1024 * 1024;

    private Bodies() {}

    /// @throws EngineException in Docker's words where it has some
    static JsonValue json(Exchange exchange) throws IOException {
        byte[] body = exchange.body().readNBytes(MOST + 1);
        if (body.length > MOST) {
            throw EngineException.invalid("the request body is larger than 8 MiB");
        }
        requireJson(exchange, body.length);
        if (body.length == 0) {
            throw EngineException.invalid("invalid JSON: got EOF while reading request body");
        }
        try {
            return Json.parse(body);
        } catch (JsonException e) {
            throw invalid(e);
        }
    }

    /// As {@link #json}, and an empty object when there is no body.
    static JsonValue jsonOrNothing(Exchange exchange) throws IOException {
        boolean isEmpty =
                exchange.header("Content-Length").map("0"::equals).orElse(true)
                        && exchange.header("Transfer-Encoding").isEmpty();
        return isEmpty ? JsonValue.object().build() : json(exchange);
    }

    private static void requireJson(Exchange exchange, int length) {
        Optional<String> given = exchange.header("Content-Type");
        if (given.isEmpty() && length == 0) {
            return;
        }
        String type = given.orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals(Request.JSON)) {
            throw EngineException.invalid(
                    "unsupported Content-Type header (%s): must be 'application/json'"
                            .formatted(given.orElse("")));
        }
    }

    /// Names the field from the top of the document, as Docker does.
    static EngineException invalid(JsonException e) {
        String said = String.valueOf(e.getMessage());
        if (said.startsWith("unexpected content after")) {
            return EngineException.invalid("unexpected content after JSON");
        }
        String message =
                said.contains("end-of-input")
                        ? "unexpected EOF"
                        : said.replaceFirst("Go struct field \\w+\\.", "Go struct field .");
        return new EngineException(EngineException.Kind.INVALID, "invalid JSON: " + message, e);
    }
}
