package dev.gantry.engine.log;

import dev.gantry.host.log.LogServer;
import dev.gantry.host.log.LogSink;
import dev.gantry.host.runtime.RuntimeContainers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Sends the output of containers to the log servers they ask for, one virtual thread each.
///
/// A thread follows the container's log files and remembers beside them how far it has come. So a
/// server, or this engine, may be away for as long as the files reach back, and a container never
/// waits for either. After a crash the last second may be sent twice.
public final class Shipping {
    private final RuntimeContainers runtime;
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    public Shipping(RuntimeContainers runtime) {
        this.runtime = runtime;
    }

    /// One container's output.
    ///
    /// @param log the file its monitor writes
    public record Cargo(LogSpec spec, LogSubject subject, Path log) {}

    /// Connects before a container starts, so that a server that is not there can be told of.
    ///
    /// @return `null` when nothing is to be sent, or a connection can wait
    public @Nullable LogSink open(LogSpec spec, LogSubject subject) throws IOException {
        boolean waits =
                spec.isTrue("fluentd-async", false) || spec.isTrue("fluentd-async-connect", false);
        return !spec.isShipped() || waits ? null : server(spec).open(Shipper.origin(spec, subject));
    }

    private static LogServer server(LogSpec spec) {
        return LogTarget.of(spec);
    }

    /// Follows a container that lives, until it has ended and all is sent.
    ///
    /// @param sink from {@link #open}; closed here
    public void follow(Cargo cargo, @Nullable LogSink sink)
            throws IOException, InterruptedException {
        if (!cargo.spec.isShipped()) {
            return;
        }
        stop(cargo.subject.id());
        Shipper shipper = new Shipper(runtime, cargo, server(cargo.spec), sink);
        Thread thread =
                Thread.ofVirtual().name("ship-" + cargo.subject.shortId()).unstarted(shipper);
        threads.put(cargo.subject.id(), thread);
        thread.start();
    }

    /// Ends what is under way for a container.
    public void stop(String id) throws InterruptedException {
        Thread thread = threads.remove(id);
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }

    public void close() {
        threads.values().forEach(Thread::interrupt);
    }
}
