package dev.gantry.linux;

import java.io.IOException;

/// A C function failed: which one, on what, and why.
public final class LinuxException extends IOException {
    private final String call;
    private final String subject;
    private final int errno;

    public LinuxException(String call, String subject, int errno) {
        super("%s %s: %s".formatted(call, subject, Errno.describe(errno)));
        this.call = call;
        this.subject = subject;
        this.errno = errno;
    }

    /// The C function, as `umount2`.
    public String call() {
        return call;
    }

    /// What it was called on: a path, a name, a descriptor.
    public String subject() {
        return subject;
    }

    /// One of {@link Errno}.
    public int errno() {
        return errno;
    }
}
