package dev.gantry.oci.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Turns what a decoder throws over bad data, which may be anything, into one exception.
final class GuardedInput extends FilterInputStream {
    private final String format;

    GuardedInput(InputStream in, String format) {
        super(in);
        this.format = format;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (RuntimeException e) {
            throw new MalformedArchiveException(format + ": invalid data", e);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
