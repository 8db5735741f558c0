package dev.gantry.oci.layer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// How a stream is compressed, told by its first bytes.
public enum Compression {
    NONE(""),
    GZIP("1f8b08"),
    ZSTD("28b52ffd"),
    BZIP2("425a68"),
    XZ("fd377a585a00");

    /// As many bytes as it takes to tell.
    public static final int MAGIC = 6;

    private static final int BUFFER = 1 << 16;
    private static final int XZ_KIBIBYTES = 256 * 1024;

    private final String magic;

    Compression(String magic) {
        this.magic = magic;
    }

    /// @param head the stream's first {@link #MAGIC} bytes, or all if it has fewer
    public static Compression of(byte[] head) {
        String hex = HexFormat.of().formatHex(head);
        for (Compression compression : values()) {
            if (compression != NONE && hex.startsWith(compression.magic)) {
                return compression;
            }
        }
        return NONE;
    }

    /// What a stream holds, with whatever compression it has undone. Closing it closes the stream.
    public static InputStream decompress(InputStream in) throws IOException {
        InputStream buffered = in.markSupported() ? in : new BufferedInputStream(in, BUFFER);
        buffered.mark(MAGIC);
        byte[] head = buffered.readNBytes(MAGIC);
        buffered.reset();
        return of(head).open(buffered);
    }

    /// Undoes this compression. Memory is bounded whatever the stream says.
    public InputStream open(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GzipInput(in);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in);
            case BZIP2 -> new GuardedInput(new BZip2CompressorInputStream(in, true), "bzip2");
            case XZ -> new GuardedInput(new XZInputStream(in, XZ_KIBIBYTES), "xz");
        };
    }
}
