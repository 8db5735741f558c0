package dev.gantry.host.log;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Writes GELF 1.1 (<https://go2docs.graylog.org/current/getting_in_log_data/gelf.html>): over UDP
/// compressed and in chunks, over TCP plain and ended by a NUL.
final class GelfSink implements LogSink {
    private static final int CHUNK = 1420;
    private static final int CHUNK_HEADER = 12;
    private static final int MOST_CHUNKS = 128;
    private static final int INFORMATIONAL = 6;
    private static final int ERROR = 3;

    private final Address.Wire wire;
    private final LogServer.Gelf server;
    private final LogOrigin origin;
    private final String host;
    private final SplittableRandom ids = new SplittableRandom();

    private GelfSink(Address.Wire wire, LogServer.Gelf server, LogOrigin origin, String host) {
        this.wire = wire;
        this.server = server;
        this.origin = origin;
        this.host = host;
    }

    static GelfSink open(LogServer.Gelf server, LogOrigin origin) throws IOException {
        return new GelfSink(
                server.address().connect(),
                server,
                origin,
                InetAddress.getLocalHost().getHostName());
    }

    @Override
    public void send(LogLine line) throws IOException, InterruptedException {
        if (line.text().length == 0) {
            return; // the server would refuse it
        }
        byte[] message = Json.bytes(message(line));
        if (server.address() instanceof Address.Udp) {
            sendDatagrams(compressed(message));
        } else {
            wire.write(java.util.Arrays.copyOf(message, message.length + 1));
        }
    }

    private JsonValue message(LogLine line) {
        BigDecimal time = BigDecimal.valueOf(line.at().toEpochMilli(), 3);
        JsonValue.Builder message =
                JsonValue.object()
                        .put("version", "1.1")
                        .put("host", host)
                        .put("short_message", new String(line.text(), StandardCharsets.UTF_8))
                        .put("timestamp", time)
                        .put("level", line.isError() ? ERROR : INFORMATIONAL)
                        .put("_command", origin.command())
                        .put("_container_id", origin.containerId())
                        .put("_container_name", origin.containerName())
                        .put("_created", origin.created())
                        .put("_image_id", origin.imageId())
                        .put("_image_name", origin.imageName())
                        .put("_tag", origin.tag());
        new TreeMap<>(origin.extra()).forEach((name, value) -> message.put("_" + name, value));
        return message.build();
    }

    private byte[] compressed(byte[] message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        switch (server.compression()) {
            case NONE -> {
                return message;
            }
            case GZIP -> {
                try (OutputStream out = new LevelledGzip(bytes, server.level())) {
                    out.write(message);
                }
            }
            case ZLIB -> {
                Deflater deflater = new Deflater(server.level());
                try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
                    out.write(message);
                } finally {
                    deflater.end();
                }
            }
        }
        return bytes.toByteArray();
    }

    private static final class LevelledGzip extends GZIPOutputStream {
        LevelledGzip(OutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(level);
        }
    }

    private void sendDatagrams(byte[] message) throws IOException, InterruptedException {
        if (message.length <= CHUNK) {
            wire.write(message);
            return;
        }
        int room = CHUNK - CHUNK_HEADER;
        int count = (message.length + room - 1) / room;
        if (count > MOST_CHUNKS) {
            return; // no server takes it
        }
        long id = ids.nextLong();
        for (int i = 0; i < count; i++) {
            int length = Math.min(room, message.length - i * room);
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_HEADER + length);
            chunk.put((byte) 0x1e).put((byte) 0x0f).putLong(id).put((byte) i).put((byte) count);
            chunk.put(message, i * room, length);
            wire.write(chunk.array());
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
