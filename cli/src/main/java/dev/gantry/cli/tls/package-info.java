/// `gantry tls`: certificates for an engine on TCP and for those who may use it.
///
/// {@link dev.gantry.cli.tls.TlsCommand} decides which are made; an `Authority` signs them. Must
/// not know: the engine; all this happens before there is a connection.
@NullMarked
package dev.gantry.cli.tls;

import org.jspecify.annotations.NullMarked;
