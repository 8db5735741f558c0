package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bytes go in and come out whole, over and over. `-Dgantry.streams.rounds=100` is the long form.
@Timeout(3600)
class StreamsTest {
    private static final int ROUNDS = Integer.getInteger("gantry.streams.rounds", 5);
    private static final int MEGABYTES = 50;

    private static Gantryd daemon;
    private static byte[] input;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
        input = new byte[MEGABYTES << 20];
        new Random(1).nextBytes(input);
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    /// `cat` ends only because the end of the input arrives.
    private static void assertComesBack(int round, String... arguments) throws Exception {
        Command.Result result = daemon.docker(new ByteArrayInputStream(input), arguments);
        assertThat(result.code()).as("round %d: %s", round, result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(Arrays.equals(result.stdout(), input))
                .as("round %d: %d bytes came back", round, result.stdout().length)
                .isTrue();
    }

    @Test
    void fiftyMegabytesThroughRun() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            assertComesBack(round, "run", "--rm", "-i", "gantry/busybox", "cat");
        }
    }

    @Test
    void fiftyMegabytesThroughExec() throws Exception {
        daemon.docker("run", "-d", "--name", "catter", "gantry/busybox", "sleep", "100000")
                .checked();
        for (int round = 1; round <= ROUNDS; round++) {
            assertComesBack(round, "exec", "-i", "catter", "cat");
        }
        daemon.docker("rm", "-f", "catter").checked();
    }
}
