/// Layers as bytes: tar read and written, compression undone, whiteouts told apart from files.
///
/// Streams in, streams out. This room opens no file, makes no node and asks no kernel; it does not
/// judge where a name leads either: names are delivered as the archive has them, and whoever
/// unpacks refuses what would escape. Read {@link dev.gantry.oci.layer.TarReader} and {@link
/// dev.gantry.oci.layer.TarEntry} first.
@NullMarked
package dev.gantry.oci.layer;

import org.jspecify.annotations.NullMarked;
