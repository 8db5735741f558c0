package dev.gantry.engine.container;

import dev.gantry.host.runtime.AttachSession;
import dev.gantry.host.runtime.Output;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Streams of a container that may not run yet: they open between its creation by the runtime and
/// its start, so that not a byte is missed.
final class AwaitedStreams implements Streams {
    private final CountDownLatch decided = new CountDownLatch(1);
    private @Nullable AttachSession session;
    private boolean isClosed;

    static AwaitedStreams of(AttachSession session) {
        AwaitedStreams streams = new AwaitedStreams();
        streams.open(session);
        return streams;
    }

    /// Hands over the session; closes it when the client has gone meanwhile.
    synchronized void open(AttachSession opened) {
        if (isClosed) {
            opened.close();
        } else {
            session = opened;
        }
        decided.countDown();
    }

    /// There will be no session.
    synchronized void abandon() {
        decided.countDown();
    }

    private @Nullable AttachSession session() throws InterruptedException {
        decided.await();
        synchronized (this) {
            return session;
        }
    }

    @Override
    public @Nullable Output next() throws IOException, InterruptedException {
        AttachSession open = session();
        return open == null ? null : open.next();
    }

    @Override
    public void write(byte[] bytes, int offset, int length)
            throws IOException, InterruptedException {
        AttachSession open = session();
        if (open != null) {
            open.write(bytes, offset, length);
        }
    }

    @Override
    public void closeInput() throws IOException, InterruptedException {
        AttachSession open = session();
        if (open != null) {
            open.closeInput();
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (session != null) {
            session.close();
        }
        decided.countDown();
    }
}
