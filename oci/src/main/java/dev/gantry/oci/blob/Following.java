package dev.gantry.oci.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The bytes of an ingest from its first one, those that are still to come included: the reader
/// waits for them. Only when the blob is committed does it find the end; an ingest that is closed
/// otherwise fails its readers.
///
/// An ingest that starts anew goes unnoticed as far as it was read before: what comes then need not
/// be what was read. A reader verifies what it makes of it.
final class Following extends InputStream {
    /// How far an ingest has come; shared by its writer and its readers.
    static final class Course {
        private long written;
        private boolean committed;
        private boolean closed;

        synchronized void moved(long offset) {
            written = offset;
            notifyAll();
        }

        synchronized void committed() {
            committed = true;
            notifyAll();
        }

        synchronized void closed() {
            closed = true;
            notifyAll();
        }

        /// Waits for bytes behind a position.
        ///
        /// @return how many there are; 0 at the end
        private synchronized long behind(long position) throws IOException, InterruptedException {
            while (written <= position && !committed && !closed) {
                wait();
            }
            if (!committed && closed) {
                throw new IOException("blob: it will not be completed");
            }
            return Math.max(0, written - position);
        }

        private synchronized void awaitChange(long seen) throws IOException, InterruptedException {
            while (written == seen && !closed) {
                wait();
            }
        }

        private synchronized long written() {
            return written;
        }
    }

    private final FileChannel channel;
    private final Course course;
    private long position;

    Following(Path data, Course course) throws IOException {
        this.channel = FileChannel.open(data, StandardOpenOption.READ);
        this.course = course;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (true) {
                long seen = course.written();
                long there = course.behind(position);
                if (there == 0) {
                    return -1;
                }
                int wanted = (int) Math.min(length, there);
                int got = channel.read(ByteBuffer.wrap(buffer, offset, wanted), position);
                if (got > 0) {
                    position += got;
                    return got;
                }
                // it has just started anew
                course.awaitChange(seen);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("blob: interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
