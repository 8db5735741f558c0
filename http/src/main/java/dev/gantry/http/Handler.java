package dev.gantry.http;

/// Answers one request. Runs on the connection's own virtual thread, so it may block.
///
/// It answers by `respond`, `stream` or `hijack`. When it returns, an open stream is ended and a
/// hijacked connection is closed. When it throws and nothing was sent, the client gets a plain 500;
/// when something was sent, the connection is cut so that the client notices.
@FunctionalInterface
public interface Handler {
    void handle(Exchange exchange) throws Exception;
}
