package dev.gantry.engine.log;

import dev.gantry.engine.EngineException;
import dev.gantry.host.log.Address;
import dev.gantry.host.log.LogServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The server that a driver's options name.
final class LogTarget {
    private static final List<String> FACILITIES =
            List.of(
                    "kern",
                    "user",
                    "mail",
                    "daemon",
                    "auth",
                    "syslog",
                    "lpr",
                    "news",
                    "uucp",
                    "cron",
                    "authpriv",
                    "ftp",
                    "",
                    "",
                    "",
                    "",
                    "local0",
                    "local1",
                    "local2",
                    "local3",
                    "local4",
                    "local5",
                    "local6",
                    "local7");
    private static final int DAEMON = 3;
    private static final int SYSLOG_PORT = 514;
    private static final int FLUENTD_PORT = 24224;
    private static final List<Path> LOCAL =
            List.of(Path.of("/dev/log"), Path.of("/var/run/syslog"), Path.of("/var/run/log"));

    private LogTarget() {}

    /// @throws EngineException in Docker's words
    static void check(LogSpec spec) {
        if (spec.isShipped()) {
            LogServer _ = of(spec);
        }
    }

    static LogServer of(LogSpec spec) {
        return switch (spec.driver()) {
            case "syslog" ->
                    new LogServer.Syslog(syslogAddress(spec), facility(spec), format(spec));
            case "gelf" -> gelf(spec);
            case "fluentd" ->
                    new LogServer.Fluentd(
                            fluentdAddress(spec.text("fluentd-address", "")),
                            spec.isTrue("fluentd-sub-second-precision", false));
            case "journald" -> new LogServer.Journal();
            default -> throw new IllegalStateException("no server for " + spec.driver());
        };
    }

    private static Address syslogAddress(LogSpec spec) {
        String text = spec.text("syslog-address", "");
        if (text.isEmpty()) {
            Path local = LOCAL.stream().filter(Files::exists).findFirst().orElse(LOCAL.getFirst());
            return new Address.Datagrams(local);
        }
        URI uri = uri(text);
        String scheme = String.valueOf(uri.getScheme() == null ? "" : uri.getScheme());
        return switch (scheme) {
            case "unix" -> new Address.Stream(existing(uri.getPath()));
            case "unixgram" -> new Address.Datagrams(existing(uri.getPath()));
            case "udp" -> new Address.Udp(host(uri, text), port(uri, SYSLOG_PORT));
            case "tcp" -> new Address.Tcp(host(uri, text), port(uri, SYSLOG_PORT));
            case "tcp+tls" -> throw EngineException.notBuiltYet("syslog over TLS");
            default -> throw EngineException.invalid("unsupported scheme: '%s'".formatted(scheme));
        };
    }

    private static Path existing(@Nullable String path) {
        Path file = Path.of(path == null ? "" : path);
        if (!Files.exists(file)) {
            throw EngineException.invalid("stat %s: no such file or directory".formatted(file));
        }
        return file;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, "unable to parse the address " + text, e);
        }
    }

    private static String host(URI uri, String text) {
        String host = uri.getHost();
        if (host == null) {
            throw EngineException.invalid("unable to parse the address " + text);
        }
        return host.replaceAll("[\\[\\]]", "");
    }

    private static int port(URI uri, int usual) {
        return uri.getPort() < 0 ? usual : uri.getPort();
    }

    private static int facility(LogSpec spec) {
        String text = spec.text("syslog-facility", "");
        if (text.isEmpty()) {
            return DAEMON;
        }
        int number = text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : FACILITIES.indexOf(text);
        if (number < 0 || number >= FACILITIES.size()) {
            throw EngineException.invalid("invalid syslog facility");
        }
        return number;
    }

    private static LogServer.SyslogFormat format(LogSpec spec) {
        return switch (spec.text("syslog-format", "")) {
            case "" -> LogServer.SyslogFormat.LOCAL;
            case "rfc3164" -> LogServer.SyslogFormat.RFC3164;
            case "rfc5424" -> LogServer.SyslogFormat.RFC5424;
            case "rfc5424micro" -> LogServer.SyslogFormat.RFC5424_MICRO;
            default -> throw EngineException.invalid("Invalid syslog format");
        };
    }

    private static LogServer gelf(LogSpec spec) {
        String text = spec.text("gelf-address", "");
        if (text.isEmpty()) {
            throw EngineException.invalid("gelf-address is a required parameter");
        }
        URI uri = uri(text);
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("tcp") && !scheme.equals("udp")) {
            throw EngineException.invalid("gelf: endpoint needs to be TCP or UDP");
        }
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw EngineException.invalid("gelf: please provide gelf-address as proto://host:port");
        }
        Address address =
                scheme.equals("tcp")
                        ? new Address.Tcp(host(uri, text), uri.getPort())
                        : new Address.Udp(host(uri, text), uri.getPort());
        return new LogServer.Gelf(address, compression(spec, scheme), level(spec, scheme));
    }

    private static LogServer.GelfCompression compression(LogSpec spec, String scheme) {
        String text = spec.given("gelf-compression-type");
        if (text != null && scheme.equals("tcp")) {
            throw EngineException.invalid("compression is only supported on UDP");
        }
        return switch (text == null ? "gzip" : text.toLowerCase(Locale.ROOT)) {
            case "gzip" -> LogServer.GelfCompression.GZIP;
            case "zlib" -> LogServer.GelfCompression.ZLIB;
            case "none" -> LogServer.GelfCompression.NONE;
            default ->
                    throw EngineException.invalid(
                            "unknown value \"%s\" for log opt \"gelf-compression-type\" for gelf log driver"
                                    .formatted(text));
        };
    }

    private static int level(LogSpec spec, String scheme) {
        String text = spec.given("gelf-compression-level");
        if (text == null) {
            return 1; // Docker's, the fastest
        }
        if (scheme.equals("tcp")) {
            throw EngineException.invalid("compression is only supported on UDP");
        }
        if (!text.matches("-1|[0-9]")) {
            throw EngineException.invalid(
                    "unknown value \"%s\" for log opt \"gelf-compression-level\" for gelf log driver"
                            .formatted(text));
        }
        return Integer.parseInt(text);
    }

    /// `host:port`, with or without `tcp://`, or `unix:///path`.
    private static Address fluentdAddress(String text) {
        if (text.isEmpty()) {
            return new Address.Tcp("127.0.0.1", FLUENTD_PORT);
        }
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "tcp://" + text);
        } catch (IllegalArgumentException e) {
            throw new EngineException(EngineException.Kind.INVALID, noFluentd(text), e);
        }
        if ("unix".equals(uri.getScheme()) && uri.getPath() != null) {
            return new Address.Stream(Path.of(uri.getPath()));
        }
        if (!"tcp".equals(uri.getScheme()) || uri.getHost() == null) {
            throw EngineException.invalid(noFluentd(text));
        }
        return new Address.Tcp(uri.getHost(), port(uri, FLUENTD_PORT));
    }

    private static String noFluentd(String text) {
        return "invalid fluentd-address (%s): it is written as host:port or unix:///path"
                .formatted(text);
    }
}
