package dev.gantry.host.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Writes syslog, in the forms of Docker's driver: the old one (RFC 3164) and the new one (RFC
/// 5424), one datagram or one line each; the new one on a stream has its length before it (RFC
/// 5425).
final class SyslogSink implements LogSink {
    private static final int INFORMATIONAL = 6;
    private static final int ERROR = 3;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter RFC3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX")
                    .withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX")
                    .withZone(ZoneId.systemDefault());

    private final Address.Wire wire;
    private final LogServer.Syslog server;
    private final String tag;
    private final String host;
    private final long pid = ProcessHandle.current().pid();

    private SyslogSink(Address.Wire wire, LogServer.Syslog server, String tag, String host) {
        this.wire = wire;
        this.server = server;
        this.tag = tag;
        this.host = host;
    }

    static SyslogSink open(LogServer.Syslog server, LogOrigin origin) throws IOException {
        return new SyslogSink(
                server.address().connect(),
                server,
                origin.tag(),
                InetAddress.getLocalHost().getHostName());
    }

    @Override
    public void send(LogLine line) throws IOException, InterruptedException {
        int priority = server.facility() * 8 + (line.isError() ? ERROR : INFORMATIONAL);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(head(priority, line.at()).getBytes(StandardCharsets.UTF_8));
        message.writeBytes(line.text());
        wire.write(framed(message));
    }

    private String head(int priority, Instant at) {
        return switch (server.format()) {
            case LOCAL ->
                    isLocal()
                            ? "<%d>%s %s[%d]: ".formatted(priority, STAMP.format(at), tag, pid)
                            : "<%d>%s %s %s[%d]: "
                                    .formatted(priority, RFC3339.format(at), host, tag, pid);
            case RFC3164 ->
                    "<%d>%s %s %s[%d]: ".formatted(priority, STAMP.format(at), host, tag, pid);
            case RFC5424 -> modern(priority, RFC3339.format(at));
            case RFC5424_MICRO -> modern(priority, MICRO.format(at.truncatedTo(ChronoUnit.MICROS)));
        };
    }

    private String modern(int priority, String time) {
        return "<%d>1 %s %s %s %d %s - ".formatted(priority, time, host, tag, pid, tag);
    }

    private boolean isLocal() {
        return switch (server.address()) {
            case Address.Stream _, Address.Datagrams _ -> true;
            case Address.Tcp _, Address.Udp _ -> false;
        };
    }

    private byte[] framed(ByteArrayOutputStream message) {
        boolean isModern =
                server.format() == LogServer.SyslogFormat.RFC5424
                        || server.format() == LogServer.SyslogFormat.RFC5424_MICRO;
        if (isModern && server.address() instanceof Address.Tcp) {
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            framed.writeBytes((message.size() + " ").getBytes(StandardCharsets.US_ASCII));
            framed.writeBytes(message.toByteArray());
            return framed.toByteArray();
        }
        message.write('\n');
        return message.toByteArray();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
