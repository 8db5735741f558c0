package dev.gantry.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/// Keys typed one burst after the other, as a person would, with time for the program to answer.
final class SlowKeys extends InputStream {
    private final byte[][] bursts;
    private int next;

    SlowKeys(byte[]... bursts) {
        this.bursts = bursts;
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(1500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        if (next == bursts.length) {
            return -1;
        }
        byte[] burst = bursts[next++];
        System.arraycopy(burst, 0, buffer, offset, burst.length);
        return burst.length;
    }

    @Override
    public long transferTo(java.io.OutputStream out) throws IOException {
        byte[] buffer = new byte[4096];
        long total = 0;
        for (int count = read(buffer, 0, buffer.length);
                count >= 0;
                count = read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, count);
            out.flush();
            total += count;
        }
        return total;
    }
}
