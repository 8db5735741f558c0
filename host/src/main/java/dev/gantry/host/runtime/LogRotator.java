package dev.gantry.host.runtime;

import dev.gantry.host.runtime.RuntimeLayout.ContainerFiles;
import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/// Rotates the log of a container that its monitor writes.
///
/// The live file is renamed, in which the monitor goes on writing, and the monitor is told to begin
/// a new one. So nothing is lost, whoever is killed when: a live file that is missing is what tells
/// the next look that the monitor has not been told. conmon's own rotation (`--log-size-max`) would
/// throw the old file away.
///
/// One thread at a time looks after a log.
final class LogRotator {
    /// How long conmon may take to begin a new file before the rest is left to the next look.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final byte[] REOPEN = "2 0 0\n".getBytes(StandardCharsets.US_ASCII);

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final ContainerFiles container;
    private final LogFiles files;
    private final LogRotation rotation;

    LogRotator(ContainerFiles container, Path log, LogRotation rotation) {
        this.container = container;
        this.files = new LogFiles(log);
        this.rotation = rotation;
    }

    /// Looks once.
    ///
    /// @return bytes in the live file
    long tend() throws IOException, InterruptedException {
        long size;
        try {
            size = Files.size(files.live());
        } catch (NoSuchFileException e) {
            begin();
            return 0;
        }
        if (rotation.maxSize() >= 0 && size >= rotation.maxSize()) {
            Files.move(files.live(), files.rotated(files.liveNumber()));
            if (begin()) {
                tidy();
            }
        }
        return size;
    }

    /// Has the monitor begin a new live file. conmon ends when it cannot, and the container with
    /// it, so the file is made for it before.
    ///
    /// @return whether it has
    private boolean begin() throws IOException, InterruptedException {
        Path directory = files.live().toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory); // somebody may have removed it
        }
        if (Files.notExists(files.next())) {
            Files.createFile(files.next(), OWNER_ONLY);
        }
        if (!tell()) {
            return false;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.notExists(files.live())) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(Duration.ofMillis(1));
        }
        return true;
    }

    /// @return false when there is no monitor any more
    private boolean tell() throws IOException, InterruptedException {
        try (Fd control = At.open(container.control(), OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK)) {
            control.write(REOPEN, 0, REOPEN.length);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENXIO || e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /// Removes what is too old and compresses the rest.
    private void tidy() throws IOException {
        TreeSet<Long> numbers = files.numbers();
        while (numbers.size() >= rotation.maxFiles()) {
            long oldest = numbers.removeFirst();
            Files.deleteIfExists(files.rotated(oldest));
            Files.deleteIfExists(files.compressed(oldest));
        }
        if (rotation.compress()) {
            for (long number : numbers) {
                compress(number);
            }
        }
    }

    private void compress(long number) throws IOException {
        Path plain = files.rotated(number);
        if (Files.notExists(plain)) {
            return;
        }
        Path stage = files.compressed(number).resolveSibling(plain.getFileName() + ".gz.tmp");
        try (InputStream in = Files.newInputStream(plain);
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(stage), 64 * 1024)) {
            in.transferTo(out);
        }
        Files.setLastModifiedTime(stage, Files.getLastModifiedTime(plain));
        Files.move(stage, files.compressed(number), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(plain);
    }
}
