/// What all kinds of `inspect` have in common: documents as they came, or through a template.
///
/// Must not know: what is inspected. Read {@link dev.gantry.cli.inspect.Inspection}.
@NullMarked
package dev.gantry.cli.inspect;

import org.jspecify.annotations.NullMarked;
