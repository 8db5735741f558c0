/// The images of this engine: pulled, loaded, named, saved, removed. {@link
/// dev.gantry.engine.image.Images} is the front door. Bytes are in `oci.blob`, unpacked layers in
/// `host.storage`; here is what they mean together, and what may be forgotten.
@NullMarked
package dev.gantry.engine.image;

import org.jspecify.annotations.NullMarked;
