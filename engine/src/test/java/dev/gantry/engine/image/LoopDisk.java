package dev.gantry.engine.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A file system of its own in a file, whose power can be cut.
final class LoopDisk implements AutoCloseable {
    /// FS_IOC_SHUTDOWN with NOLOGFLUSH: from that moment nothing reaches the disk any more.
    private static final String CUT =
            """
            import fcntl, os, struct, sys
            disk = os.open(sys.argv[1], os.O_RDONLY)
            print("ready", flush=True)
            sys.stdin.readline()
            fcntl.ioctl(disk, 0x8004587d, struct.pack("I", 2))
            print("cut", flush=True)
            """;

    private Path file;
    private final Path mounted;
    private final String type;

    private LoopDisk(Path file, Path mounted, String type) {
        this.file = file;
        this.mounted = mounted;
        this.type = type;
    }

    static LoopDisk make(Path directory, String type, int megabytes) throws Exception {
        Path file = directory.resolve(type + ".disk");
        Path mounted = Files.createDirectory(directory.resolve(type));
        run("truncate", "-s", megabytes + "M", file.toString());
        run("mkfs." + type, "-q", file.toString());
        LoopDisk disk = new LoopDisk(file, mounted, type);
        disk.mount();
        return disk;
    }

    /// ext4 by itself forces a file that is renamed over another; what must be forced is forced by
    /// us.
    private void mount() throws Exception {
        String options = type.equals("ext4") ? "loop,noauto_da_alloc" : "loop,nouuid";
        run("mount", "-o", options, file.toString(), mounted.toString());
    }

    Path directory() {
        return mounted;
    }

    /// Makes ready to cut the power as soon as it is told to.
    Process cutter() throws IOException {
        Process cutter =
                new ProcessBuilder("python3", "-c", CUT, mounted.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        expect(cutter.inputReader(), "ready");
        return cutter;
    }

    static void cut(Process cutter) throws Exception {
        cutter.getOutputStream().write("\n".getBytes(UTF_8));
        cutter.getOutputStream().flush();
        expect(cutter.inputReader(), "cut");
        cutter.waitFor();
    }

    static void expect(BufferedReader from, String line) throws IOException {
        String read = from.readLine();
        if (!line.equals(read)) {
            throw new AssertionError("expected " + line + ", read " + read);
        }
    }

    /// As after the machine has started again, with what the disk holds. It is a copy that comes
    /// back: a mount namespace that was made meanwhile may keep the dead file system alive.
    void comeBack() throws Exception {
        run("umount", "-l", mounted.toString());
        Path copy = Path.of(file + "+");
        run("cp", "--sparse=always", file.toString(), copy.toString());
        Files.delete(file);
        file = copy;
        mount();
    }

    @Override
    public void close() throws IOException {
        try {
            run("umount", "-l", mounted.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(words + ": " + output);
        }
    }
}
