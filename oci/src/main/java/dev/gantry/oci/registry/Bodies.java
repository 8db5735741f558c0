package dev.gantry.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Bodies of answers, read with limits of size and patience.
final class Bodies {
    private Bodies() {}

    /// All of a body that must not be long. Closes it.
    static byte[] read(InputStream body, int most, Duration stall)
            throws IOException, InterruptedException {
        try (Watched watched = new Watched(body, stall)) {
            byte[] content = watched.readNBytes(most + 1);
            if (content.length > most) {
                throw new RegistryException(
                        RegistryException.Kind.PROTOCOL,
                        "registry answered with more than %d bytes".formatted(most));
            }
            return content;
        }
    }

    /// A body whose reader gives up when nothing or next to nothing comes for too long: a thread
    /// beside closes it, since the client has no time limit for bodies.
    static final class Watched extends java.io.FilterInputStream {
        private static final long LEAST = 1024;

        private final AtomicLong came = new AtomicLong();
        private final Thread watch;
        private final Duration stall;
        private volatile boolean stalled;

        Watched(InputStream body, Duration stall) {
            super(body);
            this.stall = stall;
            this.watch = Thread.ofVirtual().name("registry-stall").start(this::watch);
        }

        private void watch() {
            try {
                for (long before = -LEAST; came.get() - before >= LEAST; ) {
                    before = came.get();
                    Thread.sleep(stall);
                }
                stalled = true;
                in.close();
            } catch (InterruptedException | IOException _) {
                // the reader has ended, or meets the failure itself
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int got = in.read(buffer, offset, length);
                came.addAndGet(Math.max(got, 0));
                if (!stalled) {
                    return got;
                }
            } catch (IOException e) {
                throw new RegistryException(
                        RegistryException.Kind.UNAVAILABLE,
                        stalled ? silence() : "registry: connection broke: " + e.getMessage(),
                        e);
            }
            throw new RegistryException(RegistryException.Kind.UNAVAILABLE, silence());
        }

        private String silence() {
            return "registry sent next to nothing for %d seconds".formatted(stall.toSeconds());
        }

        @Override
        public void close() throws IOException {
            watch.interrupt();
            in.close();
        }
    }
}
