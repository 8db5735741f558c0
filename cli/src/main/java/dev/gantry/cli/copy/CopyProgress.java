package dev.gantry.cli.copy;

import dev.gantry.cli.value.Size;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/// Counts what is copied and says so, on a terminal while it goes on. One thread at a time copies.
final class CopyProgress {
    private static final long STEP = 1 << 20;

    private final PrintStream err;
    private final boolean quiet;
    private String verb = "";
    private long bytes;
    private long shown;

    CopyProgress(PrintStream err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    InputStream incoming(InputStream in) {
        verb = "Copying from container";
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int b = in.read();
                count(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int got = in.read(buffer, offset, length);
                count(Math.max(got, 0));
                return got;
            }
        };
    }

    OutputStream outgoing(OutputStream out) {
        verb = "Copying to container";
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
                count(length);
            }
        };
    }

    private void count(int more) {
        bytes += more;
        if (!quiet && bytes - shown >= STEP) {
            shown = bytes;
            err.print("\r\033[2K" + verb + " - " + Size.human(bytes));
        }
    }

    void done(String where) {
        if (!quiet) {
            err.print(shown > 0 ? "\r\033[2K" : "");
            err.println("Successfully copied " + Size.human(bytes) + " to " + where);
        }
    }
}
