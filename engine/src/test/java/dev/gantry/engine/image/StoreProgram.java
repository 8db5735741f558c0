package dev.gantry.engine.image;

import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.registry.Credentials;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Does one thing to the images in a directory, in a process of its own that may be killed on the
/// way; says `done` when it was acknowledged, and ends when its input does.
final class StoreProgram {
    private StoreProgram() {}

    public static void main(String[] arguments) throws Exception {
        ImageStore store = ImageStore.open(Path.of(arguments[0]));
        run(store.images(), List.of(arguments).subList(1, arguments.length));
        System.out.println("done");
        System.out.flush();
        while (System.in.read() >= 0) {
            // whoever started this decides when it ends
        }
        Runtime.getRuntime().halt(0);
    }

    /// Starts it in a process of its own.
    static Process start(Path place, Map<String, String> environment, List<String> words)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StoreProgram.class.getName(),
                                place.toString()));
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return builder.start();
    }

    static void run(Images images, List<String> words) throws Exception {
        switch (words.getFirst()) {
            case "load" -> {
                try (InputStream in = new FileInputStream(words.get(1))) {
                    images.load(in, Progress.NONE);
                }
            }
            case "pull" ->
                    images.transfers()
                            .pull(
                                    ImageReference.parse(words.get(1)),
                                    Platform.current(),
                                    Credentials.ANONYMOUS,
                                    Progress.NONE);
            case "tag" -> images.tag(words.get(1), ImageReference.parse(words.get(2)));
            case "remove" -> images.remove(words.get(1), false, true, null);
            case "make" -> make(images, words.get(1), words.get(2));
            default -> throw new IllegalArgumentException(words.toString());
        }
    }

    private static void make(Images images, String base, String name) throws Exception {
        Image parent = images.require(base);
        images.make(
                new NewImage(
                        parent,
                        parent.config().platform(),
                        ImageConfig.Run.NOTHING,
                        "",
                        "",
                        "",
                        ImageReference.parse(name)),
                out -> out.write(ArchiveMaker.layer("new")));
    }
}
