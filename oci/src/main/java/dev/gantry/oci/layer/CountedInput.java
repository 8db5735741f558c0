package dev.gantry.oci.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Lets so many bytes pass and refuses what comes after.
final class CountedInput extends FilterInputStream {
    private final long most;
    private long passed;

    CountedInput(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    /// Counts bytes that were made here rather than read, such as the zeros of a hole.
    void count(long bytes) throws MalformedArchiveException {
        passed += bytes;
        if (passed > most) {
            throw new MalformedArchiveException(
                    "archive holds more than the %d bytes allowed".formatted(most));
        }
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (b >= 0) {
            count(1);
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = in.read(buffer, offset, length);
        if (got > 0) {
            count(got);
        }
        return got;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = in.skip(bytes);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
