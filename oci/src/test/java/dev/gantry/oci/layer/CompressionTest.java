package dev.gantry.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    @TempDir Path dir;

    private static byte[] content() {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Arrays.fill(content, 1_000_000, 2_500_000, (byte) 'a');
        return content;
    }

    @ParameterizedTest
    @CsvSource({
        "cat,NONE",
        "gzip -c,GZIP",
        "zstd -qc,ZSTD",
        "bzip2 -c,BZIP2",
        "xz -c,XZ",
        "xz -9c,XZ"
    })
    void isToldByTheFirstBytesAndUndone(String program, Compression expected) throws Exception {
        byte[] content = content();
        Files.write(dir.resolve("f"), content);
        byte[] packed = Tars.shell(dir, program + " < f");

        assertThat(Compression.of(Arrays.copyOf(packed, Compression.MAGIC))).isEqualTo(expected);
        assertThat(undone(packed)).isEqualTo(content);
        byte[] twice = Tars.join(packed, packed);
        assertThat(undone(twice)).isEqualTo(Tars.join(content, content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip -c", "zstd -qc --check", "bzip2 -c", "xz -c"})
    void cutOrDamagedDataIsAnIoException(String program) throws Exception {
        Files.write(dir.resolve("f"), Arrays.copyOf(content(), 200_000));
        byte[] packed = Tars.shell(dir, program + " < f");
        Random random = new Random(2);
        for (int i = 0; i < 40; i++) {
            byte[] cut = Arrays.copyOf(packed, 10 + random.nextInt(packed.length - 11));
            assertThatThrownBy(() -> undone(cut)).isInstanceOf(IOException.class);
            byte[] damaged = packed.clone();
            damaged[20 + random.nextInt(packed.length - 60)] ^= 0x55;
            assertThatThrownBy(() -> undone(damaged)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void zerosBehindGzipArePaddingAndOtherBytesAreNot() throws Exception {
        Files.writeString(dir.resolve("f"), "hello");
        byte[] packed = Tars.shell(dir, "gzip -c f; gzip -nc f");
        assertThat(undone(Tars.join(packed, new byte[700]))).asString().isEqualTo("hellohello");
        assertThatThrownBy(() -> undone(Tars.join(packed, new byte[7], new byte[] {1})))
                .hasMessageContaining("garbage");
        assertThatThrownBy(() -> undone(Tars.join(packed, Tars.bytes("garbage"))))
                .hasMessageContaining("invalid header");
    }

    @Test
    void aStreamThatGivesByteAfterByteIsUndoneToo() throws Exception {
        Files.writeString(dir.resolve("f"), "hello");
        byte[] packed = Tars.shell(dir, "gzip -c f; gzip -nc f");
        InputStream slow =
                new ByteArrayInputStream(packed) {
                    @Override
                    public synchronized int read(byte[] buffer, int offset, int length) {
                        return super.read(buffer, offset, Math.min(1, length));
                    }
                };
        assertThat(Compression.decompress(slow).readAllBytes()).asString().isEqualTo("hellohello");
    }

    @Test
    void emptyAndTinyStreamsAreNotCompressed() throws IOException {
        assertThat(undone(new byte[0])).isEmpty();
        assertThat(undone(new byte[] {0x1f})).hasSize(1);
    }

    @Test
    void verificationFailsOnTheLastReadOnly() throws IOException {
        byte[] content = content();
        Descriptor right = Descriptor.of("", content);
        assertThat(new VerifiedInput(new ByteArrayInputStream(content), right).readAllBytes())
                .isEqualTo(content);
        Descriptor other = Descriptor.of("", Digest.of(new byte[0]), content.length);
        VerifiedInput in = new VerifiedInput(new ByteArrayInputStream(content), other);
        assertThat(in.readNBytes(content.length)).hasSize(content.length);
        assertThatThrownBy(in::read).hasMessageContaining("its content is");
        Descriptor shorter = Descriptor.of("", right.digest(), 10);
        assertThatThrownBy(() ->
                        new VerifiedInput(new ByteArrayInputStream(content), shorter)
                                .readAllBytes())
                .hasMessageContaining("more bytes, not 10");
        Descriptor longer = Descriptor.of("", right.digest(), content.length + 1);
        assertThatThrownBy(() ->
                        new VerifiedInput(new ByteArrayInputStream(content), longer).readAllBytes())
                .hasMessageContaining("3000000 bytes, not 3000001");
    }

    private static byte[] undone(byte[] packed) throws IOException {
        try (InputStream in = Compression.decompress(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }
}
