package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.io.IOException;

/// What the daemon answers to one call of its API.
record Answer(int status, String body) {
    /// @param json the body, or empty for none
    static Answer to(Gantryd daemon, String method, String path, String json) throws IOException {
        String request =
                "%s /v1.51%s HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(method, path, json.getBytes(UTF_8).length, json);
        String all = daemon.http(request.getBytes(UTF_8));
        int end = all.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("%s %s was not answered: %s".formatted(method, path, all));
        }
        return new Answer(Integer.parseInt(all.substring(9, 12)), all.substring(end + 4));
    }

    JsonValue.Obj json() {
        try {
            return (JsonValue.Obj) Json.parse(body);
        } catch (JsonException e) {
            throw new AssertionError(body, e);
        }
    }
}
