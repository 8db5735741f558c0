/// How results are shown: templates in Go's language, tables with elastic columns, JSON as it came.
///
/// Must not know: commands, the daemon. Read {@link dev.gantry.cli.format.Template} and {@link
/// dev.gantry.cli.format.Listing}.
@NullMarked
package dev.gantry.cli.format;

import org.jspecify.annotations.NullMarked;
