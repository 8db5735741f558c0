package dev.gantry.daemon.route;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.ProgressWire;
import dev.gantry.engine.image.Progress;
import dev.gantry.http.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An answer of progress lines, begun with the first of them: until then a failure can still be
/// told by a status, afterwards only by a line. Several threads may write.
final class ProgressLines implements Progress {
    private static final String NEWLINE = "\r\n";

    private final Exchange exchange;
    private @Nullable OutputStream out;

    ProgressLines(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void status(String id, String status) {
        write(ProgressWire.status(id, status));
    }

    @Override
    public void advanced(String id, String status, long current, long total) {
        write(ProgressWire.advanced(id, status, current, total));
    }

    /// @throws UncheckedIOException when the client has gone
    synchronized void write(JsonValue line) {
        try {
            OutputStream to = begin();
            to.write((Json.print(line) + NEWLINE).getBytes(StandardCharsets.UTF_8));
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized OutputStream begin() throws IOException {
        OutputStream begun = out;
        if (begun == null) {
            begun = exchange.stream(200, Request.JSON);
            out = begun;
        }
        return begun;
    }

    /// Tells a failure as a line, or throws it when nothing was written.
    void fail(Exception failure) throws Exception {
        if (!exchange.isCommitted()) {
            throw failure;
        }
        write(ProgressWire.failure(Failures.message(failure)));
    }
}
