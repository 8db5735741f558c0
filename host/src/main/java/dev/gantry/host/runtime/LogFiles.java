package dev.gantry.host.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/// The files a container's log lies in:
///
/// ```
/// container.log         what its monitor writes to
/// container.log.17      what it wrote before, numbered upwards
/// container.log.16.gz   the same, compressed
/// container.log.tmp     what the monitor will write to next, while it changes files
/// ```
///
/// Numbers are never used twice, so that a reader knows what comes after the file it is in whatever
/// has been rotated meanwhile. The live file's number is the one it will get.
///
/// A place in the log is one number: that of the file times 2^40, and the offset in it.
record LogFiles(Path live) {
    private static final int OFFSET_BITS = 40;
    private static final String COMPRESSED = ".gz";

    static long place(long number, long offset) {
        return (number << OFFSET_BITS) + offset;
    }

    static long number(long place) {
        return place >> OFFSET_BITS;
    }

    static long offset(long place) {
        return place & ((1L << OFFSET_BITS) - 1);
    }

    Path rotated(long number) {
        return live.resolveSibling(live.getFileName() + "." + number);
    }

    Path compressed(long number) {
        return live.resolveSibling(live.getFileName() + "." + number + COMPRESSED);
    }

    /// Where the monitor makes its next file (conmon's `reopen_k8s_file`).
    Path next() {
        return live.resolveSibling(live.getFileName() + ".tmp");
    }

    /// The numbers of files that are not written to any more, but for the moment a rotation takes.
    TreeSet<Long> numbers() throws IOException {
        TreeSet<Long> numbers = new TreeSet<>();
        Path directory = live.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return numbers;
        }
        String prefix = live.getFileName() + ".";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, prefix + "*")) {
            for (Path file : files) {
                String end = file.getFileName().toString().substring(prefix.length());
                String digits = end.replaceFirst("\\.gz$", "");
                if (digits.matches("[0-9]{1,9}")) {
                    numbers.add(Long.valueOf(digits));
                }
            }
        }
        return numbers;
    }

    long liveNumber() throws IOException {
        TreeSet<Long> numbers = numbers();
        return numbers.isEmpty() ? 1 : numbers.last() + 1;
    }

    boolean isRotated(long number) {
        return Files.exists(rotated(number)) || Files.exists(compressed(number));
    }

    /// Opens a file by its number, also when it is rotated at this moment; empty when there is none
    /// of that number any more, or not yet.
    Optional<FileChannel> open(long number) throws IOException {
        while (true) {
            Optional<FileChannel> old = openRotated(number);
            if (old.isPresent()) {
                return old;
            }
            if (number != liveNumber()) {
                if (isRotated(number)) {
                    continue;
                }
                return Optional.empty();
            }
            Optional<FileChannel> current = openPlain(live);
            if (!isRotated(number)) {
                return current;
            }
            if (current.isPresent()) {
                current.get().close(); // which may be the one after it
            }
        }
    }

    private Optional<FileChannel> openRotated(long number) throws IOException {
        Optional<FileChannel> plain = openPlain(rotated(number));
        return plain.isPresent() ? plain : inflate(number);
    }

    private static Optional<FileChannel> openPlain(Path file) throws IOException {
        try {
            return Optional.of(FileChannel.open(file, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// A file without a name has the text; it goes with the channel, and with the program.
    private Optional<FileChannel> inflate(long number) throws IOException {
        try (InputStream file = Files.newInputStream(compressed(number));
                InputStream text = new GZIPInputStream(file, 64 * 1024)) {
            Path named = Files.createTempFile("gantry-log-", null);
            FileChannel plain =
                    FileChannel.open(named, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(named);
            try {
                text.transferTo(Channels.newOutputStream(plain));
                return Optional.of(plain);
            } catch (IOException | RuntimeException e) {
                plain.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
