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

    /// For what is written while there is a reserve.
    private static final int LEFT_FREE = 1 << 20;

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

    /// Takes the room again, or as much of it as there is.
    void takeBack() throws IOException {
        long present = Files.exists(file) ? Files.size(file) : 0;
        Path directory = file.toAbsolutePath().getParent();
        if (present == SIZE || directory == null) {
            return;
        }
        long usable = Files.getFileStore(directory).getUsableSpace() + present - LEFT_FREE;
        int wanted = (int) Math.min(SIZE, usable / PIECE * PIECE);
        if (wanted > present) {
            fill(wanted);
        }
    }

    /// Not with zeros, of which some file systems make nothing.
    private void fill(int size) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] piece = new byte[PIECE];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int written = 0; written < size; written += PIECE) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }
}
