/// Bytes on sockets: a blocking HTTP/1.1 server, one virtual thread a connection, over UNIX
/// sockets, TCP and TLS, whose connections can be taken over as raw streams.
///
/// Must not know: Docker, containers, JSON. Parsing is Apache HttpCore's, within {@link
/// dev.gantry.http.HttpLimits}. Read {@link dev.gantry.http.HttpServer} and {@link
/// dev.gantry.http.Exchange} first. Everything between a socket and an exchange is package-private:
/// `Link` is a connection below HTTP, `Conversation` the loop of requests on one.
@NullMarked
package dev.gantry.http;

import org.jspecify.annotations.NullMarked;
