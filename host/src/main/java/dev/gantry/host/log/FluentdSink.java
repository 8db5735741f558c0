package dev.gantry.host.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Writes Fluentd's forward protocol in its message mode: `[tag, time, record]` in MessagePack
/// (<https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1>).
final class FluentdSink implements LogSink {
    private static final long SECOND = 1_000_000_000;

    private final Address.Wire wire;
    private final LogOrigin origin;
    private final boolean isFine;

    FluentdSink(Address.Wire wire, LogOrigin origin, boolean isFine) {
        this.wire = wire;
        this.origin = origin;
        this.isFine = isFine;
    }

    @Override
    public void send(LogLine line) throws IOException, InterruptedException {
        Map<String, byte[]> record = new LinkedHashMap<>();
        record.put("container_id", utf8(origin.containerId()));
        record.put("container_name", utf8(origin.containerName()));
        record.put("source", utf8(line.isError() ? "stderr" : "stdout"));
        record.put("log", line.text());
        new TreeMap<>(origin.extra()).forEach((name, value) -> record.put(name, utf8(value)));
        if (line.isPartial()) {
            record.put("partial_message", utf8("true"));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x93); // an array of three
        string(out, utf8(origin.tag()));
        time(out, line);
        out.write(0xde); // a map with a length of 16 bits
        out.writeBytes(ByteBuffer.allocate(2).putShort((short) record.size()).array());
        record.forEach((name, value) -> {
            string(out, utf8(name));
            string(out, value);
        });
        wire.write(out.toByteArray());
    }

    private void time(ByteArrayOutputStream out, LogLine line) {
        if (isFine) { // EventTime: extension 0 of eight bytes
            long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, line.at());
            out.write(0xd7);
            out.write(0);
            out.writeBytes(
                    ByteBuffer.allocate(8)
                            .putInt((int) (nanos / SECOND))
                            .putInt((int) (nanos % SECOND))
                            .array());
        } else {
            out.write(0xd3);
            out.writeBytes(ByteBuffer.allocate(8).putLong(line.at().getEpochSecond()).array());
        }
    }

    private static void string(ByteArrayOutputStream out, byte[] text) {
        out.write(0xdb); // with a length of 32 bits
        out.writeBytes(ByteBuffer.allocate(4).putInt(text.length).array());
        out.writeBytes(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
