package dev.gantry.host.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where lines go, and how they are written there.
public sealed interface LogServer {
    /// Connects.
    LogSink open(LogOrigin origin) throws IOException;

    /// @param facility 0 to 23 (RFC 5424, 6.2.1)
    record Syslog(Address address, int facility, SyslogFormat format) implements LogServer {
        @Override
        public LogSink open(LogOrigin origin) throws IOException {
            return SyslogSink.open(this, origin);
        }
    }

    /// How a line of syslog begins.
    enum SyslogFormat {
        /// As programs write to the machine's own daemon.
        LOCAL,
        RFC3164,
        RFC5424,
        /// RFC 5424 with microseconds.
        RFC5424_MICRO
    }

    /// The machine's own journal.
    record Journal() implements LogServer {
        private static final Path SOCKET = Path.of("/run/systemd/journal/socket");

        @Override
        public LogSink open(LogOrigin origin) throws IOException {
            if (!Files.exists(SOCKET)) {
                throw new IOException("journald is not enabled on this host");
            }
            return new JournalSink(new Address.Datagrams(SOCKET).connect(), origin);
        }
    }

    record Gelf(Address address, GelfCompression compression, int level) implements LogServer {
        @Override
        public LogSink open(LogOrigin origin) throws IOException {
            return GelfSink.open(this, origin);
        }
    }

    enum GelfCompression {
        GZIP,
        ZLIB,
        NONE
    }

    /// @param isFine whether times have nanoseconds
    record Fluentd(Address address, boolean isFine) implements LogServer {
        @Override
        public LogSink open(LogOrigin origin) throws IOException {
            return new FluentdSink(address.connect(), origin, isFine);
        }
    }
}
