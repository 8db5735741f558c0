package dev.gantry.cli;

import dev.gantry.cli.command.ExitException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// One of our outputs, unbuffered. When nobody reads it any more the program ends without a word,
/// as by SIGPIPE, which the JVM ignores.
final class StandardOutput extends OutputStream {
    private static final int KILLED_BY_PIPE = 128 + 13;

    private final FileOutputStream out;

    StandardOutput(FileDescriptor descriptor) {
        this.out = new FileOutputStream(descriptor);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if ("Broken pipe".equals(e.getMessage())) {
                throw ExitException.silently(KILLED_BY_PIPE);
            }
            throw e;
        }
    }
}
