package dev.gantry.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The images that tests run, made from Debian's packages; see the script
/// `conformance/images/make`.
final class TestImages {
    private TestImages() {}

    /// The archive of `docker save` of the image with that short name, made now when there is none.
    static Path archive(String name) throws IOException, InterruptedException {
        Path script =
                Path.of(System.getProperty("basedir", "conformance"), "images", "make")
                        .toAbsolutePath();
        return Path.of(Command.run(Map.of(), List.of(script.toString(), name)).checked().strip());
    }
}
