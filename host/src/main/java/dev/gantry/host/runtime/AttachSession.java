package dev.gantry.host.runtime;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One client at the streams of a container or of a command in one.
///
/// Two threads use it: one reads with {@link #next} until `null`, one writes. Whoever does not read
/// holds up the container's output once the socket is full, as with Docker. Closing detaches; what
/// that does to the container's input is decided by {@link RuntimeRequest.Stdin}.
///
/// conmon sends packets: one byte that tells the stream, then what was written to it. It takes any
/// packet as input, and the end of ours as the end of input.
public final class AttachSession implements AutoCloseable {
    /// conmon's own buffer and the byte in front.
    private static final int PACKET = 8192 + 1;

    private static final int MOST_INPUT = 8192;

    private final UnixSocket socket;

    /// Whether the container's input ends when this connection does.
    private final boolean endsInput;

    private final byte[] packet = new byte[PACKET];
    private final AtomicBoolean closed = new AtomicBoolean();

    private AttachSession(UnixSocket socket, boolean endsInput) {
        this.socket = socket;
        this.endsInput = endsInput;
    }

    static AttachSession connect(Path directory, RuntimeRequest.Stdin stdin) throws IOException {
        try (Fd folder = At.open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
            return new AttachSession(
                    UnixSocket.connect(UnixSocket.Kind.PACKETS, folder, "attach"),
                    stdin == RuntimeRequest.Stdin.ONCE);
        }
    }

    /// The next output, or `null` when no more will come.
    public @Nullable Output next() throws IOException, InterruptedException {
        while (true) {
            int length = socket.receive(packet);
            if (length < 0) {
                return null;
            }
            if (length > 1) {
                Output.Stream stream = packet[0] == 3 ? Output.Stream.STDERR : Output.Stream.STDOUT;
                return new Output(stream, Arrays.copyOfRange(packet, 1, length));
            }
        }
    }

    /// Passes input on; waits while the container does not read. Input for one that has ended goes
    /// nowhere.
    public void write(byte[] bytes, int offset, int length)
            throws IOException, InterruptedException {
        try {
            int done = 0;
            while (done < length) {
                done += socket.send(bytes, offset + done, Math.min(length - done, MOST_INPUT));
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.EPIPE && e.errno() != Errno.ECONNRESET) {
                throw e;
            }
        }
    }

    /// Ends the input: the container reads end of file, if it is to see it (see {@link
    /// RuntimeRequest.Stdin}).
    public void closeInput() throws IOException {
        if (endsInput) {
            try {
                socket.shutdownOutput();
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOTCONN) {
                    throw e;
                }
            }
        }
    }

    /// Where the end of the connection would end the container's input, the connection stays until
    /// the container has ended, and what comes is dropped.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (endsInput) {
            Thread.ofVirtual().name("detached").start(this::drain);
        } else {
            socket.close();
        }
    }

    private void drain() {
        try (socket) {
            byte[] dropped = new byte[PACKET];
            while (socket.receive(dropped) >= 0) {
                // until the container has ended
            }
        } catch (IOException e) {
            return; // it has ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
