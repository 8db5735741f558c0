package dev.gantry.host.runtime;

/// Some bytes a container wrote. A terminal's output all comes as {@link Stream#STDOUT}.
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record Output(Stream stream, byte[] bytes) {
    public enum Stream {
        STDOUT,
        STDERR
    }
}
