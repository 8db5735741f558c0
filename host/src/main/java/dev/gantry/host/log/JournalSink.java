package dev.gantry.host.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes to systemd's journal in its native protocol
/// (<https://systemd.io/JOURNAL_NATIVE_PROTOCOL>), with the fields of Docker's driver.
final class JournalSink implements LogSink {
    private final Address.Wire wire;
    private final byte[] fixed;

    JournalSink(Address.Wire wire, LogOrigin origin) {
        this.wire = wire;
        this.fixed = fixed(origin);
    }

    private static byte[] fixed(LogOrigin origin) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        text(fields, "CONTAINER_ID", origin.shortId());
        text(fields, "CONTAINER_ID_FULL", origin.containerId());
        text(fields, "CONTAINER_NAME", origin.containerName());
        text(fields, "CONTAINER_TAG", origin.tag());
        text(fields, "IMAGE_NAME", origin.imageName());
        text(fields, "SYSLOG_IDENTIFIER", origin.tag());
        origin.extra()
                .forEach((name, value) ->
                        text(
                                fields,
                                name.toUpperCase(java.util.Locale.ROOT)
                                        .replaceAll("[^A-Z0-9]", "_"),
                                value));
        return fields.toByteArray();
    }

    private static void text(ByteArrayOutputStream fields, String name, String value) {
        field(fields, name, value.getBytes(StandardCharsets.UTF_8));
    }

    /// With its length, so that a value may have line feeds and cannot pretend to be a field.
    private static void field(ByteArrayOutputStream fields, String name, byte[] value) {
        fields.writeBytes((name + "\n").getBytes(StandardCharsets.US_ASCII));
        fields.writeBytes(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value.length)
                        .array());
        fields.writeBytes(value);
        fields.write('\n');
    }

    @Override
    public void send(LogLine line) throws IOException, InterruptedException {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        field(entry, "MESSAGE", line.text());
        text(entry, "PRIORITY", line.isError() ? "3" : "6");
        text(entry, "SYSLOG_TIMESTAMP", line.at().toString());
        if (line.isPartial()) {
            text(entry, "CONTAINER_PARTIAL_MESSAGE", "true");
        }
        entry.writeBytes(fixed);
        wire.write(entry.toByteArray());
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
