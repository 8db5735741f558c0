/// Images as files to carry: what `docker save` writes and OCI image layouts, as tar archives.
///
/// Reading takes one pass, whatever the order of the entries; every blob goes into the store under
/// its digest as it comes by. Memory holds documents, never layers. Nothing here knows which images
/// an engine has: names are given and returned. Read {@link dev.gantry.oci.archive.ImageArchives}
/// first.
@NullMarked
package dev.gantry.oci.archive;

import org.jspecify.annotations.NullMarked;
