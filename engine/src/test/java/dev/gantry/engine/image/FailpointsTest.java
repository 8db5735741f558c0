package dev.gantry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gantry.base.Failpoint;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the program at each step of each thing that changes images, starts again, and finds the
/// images as they were before or as they were to be; and doing the same again succeeds.
class FailpointsTest {
    private static final int KILLED = 137;

    @TempDir Path directory;
    private HttpServer registry;
    private final Map<String, byte[]> served = new HashMap<>();
    private final TreeSet<String> hit = new TreeSet<>();

    @BeforeEach
    void serve() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", this::answer);
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = served.get(path.substring(path.lastIndexOf('/') + 1));
            if (path.equals("/v2/")) {
                exchange.sendResponseHeaders(200, -1);
            } else if (body == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                boolean isManifest = path.contains("/manifests/");
                exchange.getResponseHeaders()
                        .add(
                                "Content-Type",
                                isManifest
                                        ? "application/vnd.oci.image.manifest.v1+json"
                                        : "application/octet-stream");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Test
    void killedAtAnyStepTheImagesAreAsBeforeOrAsTheyWereToBe() throws Exception {
        Path archive = directory.resolve("archive");
        try (InputStream in = archive("one", "two")) {
            Files.write(archive, in.readAllBytes());
        }
        String remote = publish();
        sweep(List.of(), List.of("load", archive.toString()));
        sweep(List.of(), List.of("pull", remote));
        List<String> load = List.of("load", archive.toString());
        sweep(List.of(load), List.of("tag", "x:1", "y:1"));
        sweep(List.of(load), List.of("make", "x:1", "child:1"));
        sweep(List.of(load), List.of("remove", "x:1"));
        sweep(
                List.of(load, List.of("make", "x:1", "child:1"), List.of("remove", "x:1")),
                List.of("remove", "child:1"));
        assertThat(hit).containsExactlyInAnyOrderElementsOf(Failpoint.points());
    }

    private static InputStream archive(String... layers) throws IOException {
        ArchiveMaker maker = new ArchiveMaker();
        maker.add(Platform.current().toString(), layers);
        return maker.single("docker.io/library/x:1");
    }

    /// @return the name to pull
    private String publish() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        try (ImageStore store = ImageStore.open(source);
                InputStream in = archive("three", "four")) {
            store.images().load(in, Progress.NONE);
            for (Path blob : store.blobs()) {
                served.put("sha256:" + blob.getFileName(), Files.readAllBytes(blob));
            }
            served.put("1", store.images().require("x:1").manifest().bytes());
        }
        return "127.0.0.1:%d/x:1".formatted(registry.getAddress().getPort());
    }

    private void sweep(List<List<String>> before, List<String> change) throws Exception {
        Path start = fresh();
        for (List<String> words : before) {
            try (ImageStore store = ImageStore.open(start)) {
                StoreProgram.run(store.images(), words);
            }
        }
        String old = ImageStore.state(start);
        Path traced = copy(start);
        Path trace = directory.resolve("trace");
        assertThat(run(traced, Map.of("GANTRY_FAILPOINT_TRACE", trace.toString()), change))
                .isZero();
        String wanted = ImageStore.state(traced);
        assertThat(wanted).isNotEqualTo(old);
        Map<String, Integer> reached = new TreeMap<>();
        Files.readAllLines(trace).forEach(point -> reached.merge(point, 1, Integer::sum));
        Files.delete(trace);
        for (Map.Entry<String, Integer> point : reached.entrySet()) {
            for (int time : new TreeSet<>(List.of(1, point.getValue()))) {
                String plan = point.getKey() + ":" + time + "=kill";
                killAt(plan, copy(start), change, old, wanted);
            }
            hit.add(point.getKey());
        }
    }

    private void killAt(String plan, Path place, List<String> change, String old, String wanted)
            throws Exception {
        assertThat(run(place, Map.of("GANTRY_FAILPOINT", plan), change)).as(plan).isEqualTo(KILLED);
        String left = ImageStore.state(place);
        assertThat(left).as(plan).isIn(old, wanted);
        if (left.equals(old)) {
            try (ImageStore store = ImageStore.open(place)) {
                StoreProgram.run(store.images(), change);
            }
        }
        assertThat(ImageStore.state(place)).as(plan).isEqualTo(wanted);
        try (ImageStore store = ImageStore.open(place)) {
            store.images().prune(new ImagePrune.Wanted(false, _ -> false));
            assertThat(store.blobs()).as(plan).hasSize(blobsOf(store.images()));
            try (Stream<Path> ingests = Files.list(place.resolve("content/ingest"))) {
                assertThat(ingests).as(plan).isEmpty();
            }
        }
    }

    private static int blobsOf(Images images) {
        TreeSet<String> needed = new TreeSet<>();
        for (Image image : images.all()) {
            needed.add(image.id().toString());
            needed.add(image.manifest().descriptor().digest().toString());
            image.manifest().layers().forEach(layer -> needed.add(layer.digest().toString()));
        }
        return needed.size();
    }

    private Path fresh() throws IOException {
        return Files.createTempDirectory(directory, "store");
    }

    private Path copy(Path from) throws Exception {
        Path to = fresh();
        Process copy =
                new ProcessBuilder("cp", "-a", from + "/.", to.toString()).inheritIO().start();
        assertThat(copy.waitFor()).isZero();
        return to;
    }

    private static int run(Path place, Map<String, String> environment, List<String> words)
            throws Exception {
        Process process = StoreProgram.start(place, environment, words);
        process.getOutputStream().close();
        return process.waitFor();
    }
}
