package dev.gantry.api.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StdFramesTest {
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final StdFrames.Writer writer = new StdFrames.Writer(wire);
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    private void write(StdFrames.Stream stream, String text) throws IOException {
        writer.write(stream, text.getBytes(UTF_8), 0, text.getBytes(UTF_8).length);
    }

    @Test
    void aFrameIsEightBytesOfHeaderAndTheBytes() throws IOException {
        writer.write(StdFrames.Stream.STDERR, "xhix".getBytes(UTF_8), 1, 2);

        assertThat(wire.toByteArray()).containsExactly(2, 0, 0, 0, 0, 0, 0, 2, 'h', 'i');
    }

    @Test
    void outputsAreKeptApart() throws IOException {
        write(StdFrames.Stream.STDOUT, "one");
        write(StdFrames.Stream.STDERR, "two");
        write(StdFrames.Stream.STDIN, " zero");
        write(StdFrames.Stream.STDOUT, "");

        StdFrames.copy(new ByteArrayInputStream(wire.toByteArray()), stdout, stderr);

        assertThat(stdout).hasToString("one zero");
        assertThat(stderr).hasToString("two");
    }

    @Test
    void largeFramesArriveWholeThroughReadsOfAnySize() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        writer.write(StdFrames.Stream.STDOUT, bytes, 0, bytes.length);

        StdFrames.copy(new Trickle(wire.toByteArray()), stdout, stderr);

        assertThat(stdout.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void aStreamThatEndsInsideAFrameGivesWhatThereWas() throws IOException {
        write(StdFrames.Stream.STDOUT, "whole");
        byte[] cut = Arrays.copyOf(wire.toByteArray(), 8 + 3);

        StdFrames.copy(new ByteArrayInputStream(cut), stdout, stderr);

        assertThat(stdout).hasToString("who");
    }

    @Test
    void theDaemonsOwnFailureEndsTheStream() throws IOException {
        write(StdFrames.Stream.SYSTEM, "disk on fire");

        assertThatThrownBy(() ->
                        StdFrames.copy(
                                new ByteArrayInputStream(wire.toByteArray()), stdout, stderr))
                .hasMessage("error from daemon in stream: disk on fire");
    }

    @Test
    void anUnknownStreamIsRefused() {
        byte[] frame = {9, 0, 0, 0, 0, 0, 0, 1, 'x'};

        assertThatThrownBy(() -> StdFrames.copy(new ByteArrayInputStream(frame), stdout, stderr))
                .hasMessage("Unrecognized input header: 9");
    }

    /// Gives a few bytes at a time, as sockets do.
    private static final class Trickle extends InputStream {
        private final ByteArrayInputStream in;
        private final Random random = new Random(2);

        Trickle(byte[] bytes) {
            this.in = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return in.read(bytes, offset, Math.min(length, 1 + random.nextInt(5000)));
        }
    }
}
