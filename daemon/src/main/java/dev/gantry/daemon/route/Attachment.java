package dev.gantry.daemon.route;

import dev.gantry.api.stream.StdFrames;
import dev.gantry.engine.container.Streams;
import dev.gantry.host.runtime.Output;
import dev.gantry.http.Hijacked;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client at the streams of a container, over a connection that no longer speaks HTTP.
///
/// The request's thread carries the output, a second one the input. It ends when the output does,
/// when the client types the detach keys, or when it can no longer be written to.
final class Attachment {
    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);
    private static final int CHUNK = 8192;

    private final Hijacked client;
    private final Options options;
    private final StdFrames.Writer frames;

    /// @param tty only there the detach keys count
    /// @param framed whether each piece says which stream it is of
    record Options(
            boolean tty,
            boolean framed,
            boolean stdin,
            boolean stdout,
            boolean stderr,
            DetachKeys keys,
            Runnable whenDetached) {}

    Attachment(Hijacked client, Options options) {
        this.client = client;
        this.options = options;
        this.frames = new StdFrames.Writer(client.output());
    }

    /// Serves until the end, and closes the streams.
    void run(Streams streams) throws IOException, InterruptedException {
        Thread input = Thread.ofVirtual().name("attach-input").unstarted(() -> carryInput(streams));
        if (options.stdin) {
            input.start();
        }
        Backlog backlog = new Backlog();
        Thread output =
                Thread.ofVirtual().name("attach-output").start(() -> carryOutput(streams, backlog));
        try (streams) {
            for (Output next = backlog.next(); next != null; next = backlog.next()) {
                write(next);
                backlog.taken();
            }
            client.shutdownOutput();
        } finally {
            output.interrupt();
            client.close();
            input.interrupt();
        }
    }

    /// A stalled client at a terminal misses what is written meanwhile, as on any terminal; another
    /// one would take a stream with a gap for whole, so it is cut off.
    private void carryOutput(Streams streams, Backlog backlog) {
        try {
            for (Output output = streams.next(); output != null; output = streams.next()) {
                if (!backlog.put(output) && !options.tty) {
                    LOG.info("a client that does not read is detached");
                    streams.close();
                    client.close();
                }
            }
        } catch (IOException e) {
            LOG.debug("output for an attached client ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            backlog.end();
        }
    }

    void write(Output output) throws IOException {
        boolean isError = output.stream() == Output.Stream.STDERR;
        if (isError ? !options.stderr : !options.stdout) {
            return;
        }
        byte[] bytes = output.bytes();
        if (!options.framed) {
            client.output().write(bytes);
        } else {
            frames.write(
                    isError ? StdFrames.Stream.STDERR : StdFrames.Stream.STDOUT,
                    bytes,
                    0,
                    bytes.length);
        }
    }

    /// Tells why there will be no streams; the connection has no other place for it.
    void fail(String message) throws IOException {
        byte[] text = (message + "\r\n").getBytes(StandardCharsets.UTF_8);
        write(new Output(Output.Stream.STDOUT, text));
    }

    private void carryInput(Streams streams) {
        try {
            if (copyInput(streams)) {
                options.whenDetached.run();
                streams.close();
                client.close();
            } else {
                streams.closeInput();
            }
        } catch (IOException e) {
            LOG.debug("input of an attached client ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether the client detached
    private boolean copyInput(Streams streams) throws IOException, InterruptedException {
        byte[] typed = new byte[CHUNK];
        DetachKeys.Watch watch = options.keys.new Watch();
        while (true) {
            int count = client.input().read(typed);
            if (count < 0) {
                return false;
            }
            if (!options.tty) {
                streams.write(typed, 0, count);
                continue;
            }
            ByteArrayOutputStream onward = new ByteArrayOutputStream(count);
            boolean isDetached = watch.pass(typed, count, onward);
            streams.write(onward.toByteArray(), 0, onward.size());
            if (isDetached) {
                return true;
            }
        }
    }
}
