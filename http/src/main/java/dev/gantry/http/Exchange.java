package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/// One request and its answer.
///
/// Life: headers are set, then exactly one of `respond`, `stream`, `hijack` begins the answer; a
/// second one is an `IllegalStateException`. Used by one thread at a time.
public interface Exchange {
    String method();

    /// Percent-decoded, without the query; `*` for `OPTIONS *`.
    String path();

    Query query();

    /// The first header of that name, whatever its case.
    Optional<String> header(String name);

    List<String> headers(String name);

    /// The decoded body; empty when the request has none. `Expect: 100-continue` is answered on the
    /// first read. It may be read while the response is being streamed.
    InputStream body();

    Connection connection();

    /// Sets a response header, replacing one of that name.
    ///
    /// @throws IllegalArgumentException when the name is no token or the value has control
    ///   characters
    /// @throws IllegalStateException when the response has begun
    void setHeader(String name, String value);

    /// Whether the status line was sent.
    boolean isCommitted();

    /// Answers without a body.
    void respond(int status) throws IOException;

    void respond(int status, String contentType, byte[] body) throws IOException;

    /// Answers with a body of unknown length. The status line is sent at once; what was written
    /// reaches the client at each flush; closing ends the body.
    OutputStream stream(int status, String contentType) throws IOException;

    /// Takes the connection over: discards what is left of the request body, answers `101 UPGRADED`
    /// when the request asked for an upgrade and `200 OK` without a length otherwise, and hands out
    /// the raw streams. They are closed, at the latest, when the handler returns.
    Hijacked hijack(String contentType) throws IOException;

    /// Has `whenGone` run once, on another thread, if the client closes its side while the handler
    /// is writing or waiting. What the client sends meanwhile is kept for the next request. Ends
    /// with the exchange or with `close`; a run that has begun is not waited for.
    ///
    /// A small unread rest of the request body is discarded first.
    ///
    /// @throws IllegalStateException when more than that is unread
    Watch onClientGone(Runnable whenGone);

    /// Ends a watch for the client's going.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
