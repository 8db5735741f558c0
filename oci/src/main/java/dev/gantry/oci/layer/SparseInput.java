package dev.gantry.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A file with holes as its reader would see it.
final class SparseInput extends InputStream {
    private final InputStream data;
    private final Iterator<SparseMap.Segment> segments;
    private final long size;
    private final CountedInput counter;
    private long at;
    private SparseMap.@Nullable Segment segment;

    SparseInput(InputStream data, SparseMap map, long size, CountedInput counter) {
        this.data = data;
        this.segments = map.segments().iterator();
        this.size = size;
        this.counter = counter;
        advance();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == size) {
            return -1;
        }
        int got =
                segment != null && at >= segment.offset()
                        ? data.read(buffer, offset, (int) Math.min(length, segment.end() - at))
                        : hole(buffer, offset, length);
        at += got;
        if (segment != null && at == segment.end()) {
            advance();
        }
        return got;
    }

    private int hole(byte[] buffer, int offset, int length) throws IOException {
        long end = segment == null ? size : segment.offset();
        int zeros = (int) Math.min(length, end - at);
        counter.count(zeros);
        Arrays.fill(buffer, offset, offset + zeros, (byte) 0);
        return zeros;
    }

    private void advance() {
        segment = segments.hasNext() ? segments.next() : null;
    }
}
