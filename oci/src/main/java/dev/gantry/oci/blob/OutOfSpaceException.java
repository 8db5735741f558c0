package dev.gantry.oci.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// There is no room for what was to be written. The message says how much more is needed.
public final class OutOfSpaceException extends IOException {
    private static final long serialVersionUID = 1;
    private static final long MEGABYTE = 1_000_000;

    private OutOfSpaceException(String message, IOException cause) {
        super(message, cause);
    }

    /// Whether a write failed because the file system, or the quota, is full.
    public static boolean isReason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof OutOfSpaceException
                    || message.contains("No space left on device")
                    || message.contains("ENOSPC")
                    || message.contains("EDQUOT")
                    || message.contains("Disk quota exceeded")
                    || message.contains("database or disk is full")
                    || message.contains("SQLITE_IOERR_SHMSIZE")) {
                return true;
            }
        }
        return false;
    }

    /// The same failure saying what is missing, when that was its reason.
    ///
    /// @param place where there is no room
    /// @param left bytes that were still to be written
    public static IOException explained(IOException failure, Path place, long left) {
        if (!isReason(failure) || failure instanceof OutOfSpaceException) {
            return failure;
        }
        long missing = Math.max(left - usable(place), 1);
        return new OutOfSpaceException(
                "no space left on %s: need %d MB more"
                        .formatted(place, (missing + MEGABYTE - 1) / MEGABYTE),
                failure);
    }

    private static long usable(Path place) {
        try {
            return Files.getFileStore(place).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
