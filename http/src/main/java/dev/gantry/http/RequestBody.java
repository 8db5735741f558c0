package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;

/// A request's body, and how much of it is still to come.
final class RequestBody extends InputStream {
    /// How much of an unread body we read to keep a connection.
    static final int DRAIN_LIMIT = 256 * 1024;

    /// Something to do that may fail on the socket.
    interface Action {
        void run() throws IOException;
    }

    private final InputStream in;
    private final Action sendContinue;
    private long left;
    private boolean awaitsContinue;
    private boolean isFinished;

    /// @param sendContinue what the client waits for before it sends the body
    RequestBody(InputStream in, BodyLength length, boolean expectsContinue, Action sendContinue) {
        this.in = in;
        this.sendContinue = sendContinue;
        this.left =
                switch (length) {
                    case BodyLength.Known(long bytes) -> bytes;
                    case BodyLength.Chunked() -> Long.MAX_VALUE;
                };
        this.isFinished = left == 0;
        this.awaitsContinue = expectsContinue && !isFinished;
    }

    boolean isFinished() {
        return isFinished;
    }

    /// Whether it is certain that the rest will not be read to keep the connection.
    boolean isTooLongToDrain() {
        return awaitsContinue || (left != Long.MAX_VALUE && left > DRAIN_LIMIT);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (isFinished) {
            return -1;
        }
        if (awaitsContinue) {
            awaitsContinue = false;
            sendContinue.run();
        }
        int count = in.read(b, off, len);
        if (left != Long.MAX_VALUE) {
            left -= Math.max(count, 0);
        }
        isFinished = count < 0 || left == 0;
        return count;
    }

    @Override
    public int available() throws IOException {
        return isFinished || awaitsContinue ? 0 : in.available();
    }

    /// Reads and drops the rest if it is small.
    ///
    /// @return whether the body is finished
    boolean drain() throws IOException {
        if (isTooLongToDrain()) {
            return isFinished;
        }
        byte[] sink = new byte[8192];
        long dropped = 0;
        while (!isFinished && dropped <= DRAIN_LIMIT) {
            dropped += Math.max(0, read(sink, 0, sink.length));
        }
        return isFinished;
    }
}
