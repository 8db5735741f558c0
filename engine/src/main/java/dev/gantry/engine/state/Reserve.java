package dev.gantry.engine.state;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file of 16 MB that is given up when the disk is full, so that what frees space can be written
/// down. It comes back when there is room again.
final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final int SIZE = 16 << 20;
    private static final int PIECE = 1 << 16;

    private final Path file;

    Reserve(Path file) {
        this.file = file;
    }

    /// @return whether there was anything to give up
    boolean giveUp() throws IOException {
        boolean isThere = Files.deleteIfExists(file);
        if (isThere) {
            LOG.warn("the disk is full: giving up {}", file);
        }
        return isThere;
    }

    /// Takes the room again, if there is enough for everybody.
    void takeBack() throws IOException {
        if (Files.exists(file) && Files.size(file) == SIZE) {
            return;
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && Files.getFileStore(directory).getUsableSpace() > 4L * SIZE) {
            fill();
        }
    }

    /// Not with zeros, of which some file systems make nothing.
    private void fill() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] piece = new byte[PIECE];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int written = 0; written < SIZE; written += PIECE) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }
}
