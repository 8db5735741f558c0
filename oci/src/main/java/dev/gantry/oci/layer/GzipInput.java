package dev.gantry.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Undoes gzip (RFC 1952): any number of members one behind the other, then perhaps zeros.
///
/// The JDK's own stream decides by what a source has available whether another member follows,
/// which on a network is a guess.
final class GzipInput extends InputStream {
    private static final int BUFFER = 1 << 16;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean inMember;
    private boolean finished;

    GzipInput(InputStream in) throws IOException {
        this.in = in;
        header(required());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!finished) {
            int got = inflate(target, offset, length);
            if (got > 0) {
                crc.update(target, offset, got);
                return got;
            }
            if (!inMember) {
                nextMember();
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            int got = inflater.inflate(target, offset, length);
            if (got == 0) {
                refillOrEnd();
            }
            return got;
        } catch (DataFormatException e) {
            throw new MalformedArchiveException("gzip: invalid data: " + e.getMessage(), e);
        }
    }

    private void refillOrEnd() throws IOException {
        if (inflater.finished()) {
            at = end - inflater.getRemaining();
            trailer();
            inMember = false;
        } else if (inflater.needsDictionary()) {
            throw new MalformedArchiveException("gzip: data needs a dictionary");
        } else if (inflater.needsInput()) {
            fill();
            inflater.setInput(buffer, 0, end);
            at = end;
        }
    }

    private void trailer() throws IOException {
        long sum = littleEndian();
        long size = littleEndian();
        if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new MalformedArchiveException("gzip: invalid checksum");
        }
    }

    private long littleEndian() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (long) required() << shift;
        }
        return value;
    }

    private void nextMember() throws IOException {
        int first = next();
        if (first == 0) {
            zerosToTheEnd();
            finished = true;
        } else if (first < 0) {
            finished = true;
        } else {
            inflater.reset();
            crc.reset();
            header(first);
        }
    }

    private void zerosToTheEnd() throws IOException {
        for (int b = next(); b >= 0; b = next()) {
            if (b != 0) {
                throw new MalformedArchiveException("gzip: garbage behind the data");
            }
        }
    }

    private void header(int first) throws IOException {
        if (first != 0x1f || required() != 0x8b || required() != 8) {
            throw new MalformedArchiveException("gzip: invalid header");
        }
        int flags = required();
        if ((flags & RESERVED) != 0) {
            throw new MalformedArchiveException("gzip: invalid header");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(required() | required() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.setInput(buffer, at, end - at);
        at = end;
        inMember = true;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            required();
        }
    }

    private void skipText() throws IOException {
        while (required() != 0) {}
    }

    private int required() throws IOException {
        int b = next();
        if (b < 0) {
            throw cutShort();
        }
        return b;
    }

    private int next() throws IOException {
        if (at == end) {
            int got = in.read(buffer);
            if (got <= 0) {
                return -1;
            }
            at = 0;
            end = got;
        }
        return Byte.toUnsignedInt(buffer[at++]);
    }

    private void fill() throws IOException {
        end = in.read(buffer);
        if (end <= 0) {
            end = 0;
            at = 0;
            throw cutShort();
        }
    }

    private static MalformedArchiveException cutShort() {
        return new MalformedArchiveException("gzip: data is cut short");
    }

    @Override
    public int available() {
        return finished ? 0 : 1;
    }

    @Override
    public void close() throws IOException {
        finished = true;
        inflater.end();
        in.close();
    }
}
