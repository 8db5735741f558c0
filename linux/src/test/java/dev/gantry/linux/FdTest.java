package dev.gantry.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdTest {
    @TempDir Path directory;

    @Test
    void closingTwiceIsHarmlessAndGivesTheNumberBackOnce() throws Exception {
        Fd first = At.open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        first.close();
        try (Fd second = At.open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
            assertThat(second.number()).isEqualTo(first.number());
            first.close();
            assertThat(At.stat(second).isDirectory()).isTrue();
        }
    }

    @Test
    void aClosedDescriptorIsRefusedAndNeverMeansAnotherFile() throws Exception {
        Fd closed = At.open(directory, OpenFlags.O_RDONLY);
        closed.close();
        assertThatThrownBy(() -> At.stat(closed))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF))
                .hasMessageContaining(directory.toString());
    }

    @Test
    void streamsCarryBytesBothWays() throws Exception {
        Path file = directory.resolve("file");
        try (OutputStream out =
                At.open(file, OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0600).output()) {
            out.write("hello ".getBytes(UTF_8));
            out.write('w');
        }
        try (InputStream in = At.open(file, OpenFlags.O_RDONLY).input()) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("hello w");
        }
    }

    @Test
    void writesAtPositionsLeaveHoles() throws Exception {
        try (Fd file =
                At.open(directory.resolve("sparse"), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600)) {
            file.write(1 << 20, "end".getBytes(UTF_8), 0, 3);
            file.truncate(2 << 20);
            assertThat(file.seek(0, Fd.Seek.DATA)).isEqualTo(1 << 20);
            assertThat(At.stat(file).size()).isEqualTo(2 << 20);
            byte[] read = new byte[3];
            assertThat(file.read(1 << 20, read, 0, 3)).isEqualTo(3);
            assertThat(read).asString(UTF_8).isEqualTo("end");
            assertThat(file.read(2 << 20, read, 0, 3)).isEqualTo(-1);
        }
    }

    @Test
    void everythingIsCloseOnExec() throws Exception {
        try (Fd fd = At.open(directory, OpenFlags.O_RDONLY);
                Fd copy = fd.dup()) {
            assertThat(flags(fd)).contains("02");
            for (Fd each : new Fd[] {fd, copy}) {
                int octal = Integer.parseInt(flags(each), 8);
                assertThat(octal & OpenFlags.O_CLOEXEC).isNotZero();
            }
        }
    }

    private static String flags(Fd fd) throws Exception {
        return Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd.number())).stream()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow()
                .substring(6)
                .strip();
    }

    @Test
    void messagesNameCallSubjectAndReason() {
        assertThatThrownBy(() -> At.open(Path.of("/nonexistent/x"), OpenFlags.O_RDONLY))
                .isInstanceOf(LinuxException.class)
                .hasMessage("openat /nonexistent/x: no such file or directory");
        assertThat(Errno.name(Errno.ENOENT)).isEqualTo("ENOENT");
        assertThat(Errno.describe(4711)).isEqualTo("errno 4711");
    }
}
