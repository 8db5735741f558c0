package dev.gantry.daemon.route;

import dev.gantry.base.Json;
import dev.gantry.daemon.wire.ApiVersion;
import dev.gantry.engine.EngineException;
import dev.gantry.http.Exchange;
import dev.gantry.http.Query;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request on its route, and the usual ways to answer it.
record Request(Exchange exchange, ApiVersion version, Map<String, String> parameters) {
    static final String JSON = "application/json";

    /// What stands in the path for `{name}`.
    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no parameter " + name);
        }
        return value;
    }

    String id() {
        return parameter("id");
    }

    Query query() {
        return exchange.query();
    }

    /// A whole number, or `null` when it is absent or empty.
    @Nullable Integer number(String name) {
        String text = query().text(name, "").strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID,
                    "strconv.Atoi: parsing \"%s\": invalid syntax".formatted(text),
                    e);
        }
    }

    /// A parameter, or `null` when it is absent or empty.
    @Nullable String given(String name) {
        String text = query().text(name, "");
        return text.isEmpty() ? null : text;
    }

    /// Answers with what {@link Json#tree} takes and a line feed, as Go does.
    void json(int status, @Nullable Object document) throws IOException {
        exchange.respond(status, JSON, line(document));
    }

    static byte[] line(@Nullable Object document) {
        return (Json.print(document) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    void empty(int status) throws IOException {
        exchange.respond(status);
    }

    /// Begins an answer of JSON lines.
    OutputStream lines() throws IOException {
        return exchange.stream(200, JSON);
    }

    /// Has this thread interrupted when the client goes; for calls that wait without writing.
    Exchange.Watch interruptedWhenGone() {
        Thread waiting = Thread.currentThread();
        return exchange.onClientGone(waiting::interrupt);
    }
}
