package dev.gantry.oci.layer;

import java.util.List;

/// Where the data of a file with holes lies; everything between the segments reads as zeros.
///
/// @param segments in order, not overlapping, within the file's size, none empty
public record SparseMap(List<Segment> segments) {
    /// A run of data.
    public record Segment(long offset, long length) {
        public long end() {
            return offset + length;
        }
    }

    public SparseMap {
        segments = segments.stream().filter(s -> s.length != 0).toList();
    }

    /// Bytes that are stored.
    public long dataSize() {
        return segments.stream().mapToLong(Segment::length).sum();
    }

    /// Makes a map of what an archive says.
    ///
    /// @throws MalformedArchiveException when segments overlap or leave the file
    static SparseMap checked(List<Segment> segments, long size, String file)
            throws MalformedArchiveException {
        long end = 0;
        for (Segment segment : segments) {
            boolean inside =
                    segment.offset >= end
                            && segment.length >= 0
                            && segment.offset <= size
                            && segment.length <= size - segment.offset;
            if (!inside) {
                throw new MalformedArchiveException(
                        "tar: sparse map of %s does not fit its size %d".formatted(file, size));
            }
            end = segment.end();
        }
        return new SparseMap(segments);
    }
}
