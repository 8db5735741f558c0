package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.conformance.BothEngines.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Images go from one program's hands through a registry into another's, and stay what they are.
@ExtendWith(BothEngines.class)
class RoundTripTest {
    @TempDir static Path dir;
    private static Pair engines;
    private static Registry ours;
    private static Registry theirs;

    @BeforeAll
    static void start(Pair pair) throws IOException {
        engines = pair;
        ours = Registry.start(dir.resolve("storage"), List.of());
        theirs = Registry.start(dir.resolve("storage"), pair.theirs().inItsNetwork());
    }

    @AfterAll
    static void stop() throws Exception {
        ours.close();
        theirs.close();
        for (Daemon daemon : engines.both()) {
            for (String name : List.of("{{.Repository}}:{{.Tag}}", "{{.Repository}}@{{.Digest}}")) {
                removeTrips(daemon, name);
            }
        }
    }

    /// Other suites share the engines.
    private static void removeTrips(Daemon daemon, String name) throws Exception {
        String images = daemon.docker("images", "-a", "--digests", "--format", name).checked();
        for (String image : images.lines().filter(line -> line.contains("/trip/")).toList()) {
            if (!image.contains("<none>")) {
                daemon.docker("rmi", "-f", image);
            }
        }
    }

    private static String here(String image) {
        return ours.address() + "/" + image;
    }

    private static String there(String image) {
        return theirs.address() + "/" + image;
    }

    private static Command.Result gantry(String... arguments) throws Exception {
        return engines.ours().docker(arguments);
    }

    private static Command.Result docker(String... arguments) throws Exception {
        return engines.theirs().docker(arguments);
    }

    private static void skopeo(Path layout, String image) throws Exception {
        Command.run(
                        Map.of(),
                        List.of(
                                "skopeo",
                                "copy",
                                "--all",
                                "--quiet",
                                "--dest-tls-verify=false",
                                "oci:" + layout,
                                "docker://" + here(image)))
                .checked();
    }

    private static String raw(String image) throws Exception {
        return Command.run(
                        Map.of(),
                        List.of(
                                "skopeo",
                                "inspect",
                                "--raw",
                                "--tls-verify=false",
                                "docker://" + here(image)))
                .checked();
    }

    private static String id(Command.Result inspected) {
        return inspected.checked().strip();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 120})
    void whatSkopeoPushesGoesThroughBothEngines(int layers) throws Exception {
        String name = "trip/layers" + layers;
        Path layout = dir.resolve("layout-" + layers);
        OciImages.write(layout, layers, "linux/amd64");
        skopeo(layout, name + ":first");

        gantry("pull", "-q", here(name + ":first")).checked();
        gantry("tag", here(name + ":first"), here(name + "/again:1")).checked();
        String said = gantry("push", here(name + "/again:1")).checked();
        assertThat(said).contains("Mounted from " + name);
        assertThat(raw(name + "/again:1")).isEqualTo(raw(name + ":first"));

        docker("pull", "-q", there(name + "/again:1")).checked();
        String format = "{{.Id}}";
        assertThat(id(docker("image", "inspect", "-f", format, there(name + "/again:1"))))
                .isEqualTo(id(gantry("image", "inspect", "-f", format, here(name + ":first"))));
        docker("tag", there(name + "/again:1"), there(name + "/docker:1")).checked();
        docker("push", "-q", there(name + "/docker:1")).checked();
        gantry("pull", "-q", here(name + "/docker:1")).checked();
        assertThat(id(gantry("image", "inspect", "-f", format, here(name + "/docker:1"))))
                .isEqualTo(id(gantry("image", "inspect", "-f", format, here(name + ":first"))));
    }

    @Test
    void anIndexGoesAsAWholeOnceAllItsPlatformsAreHere() throws Exception {
        Path layout = dir.resolve("layout-index");
        OciImages.write(layout, 3, "linux/amd64", "linux/arm64", "linux/arm/v7");
        skopeo(layout, "trip/index:1");
        for (String platform : List.of("linux/amd64", "linux/arm64", "linux/arm/v7")) {
            gantry("pull", "-q", "--platform", platform, here("trip/index:1")).checked();
        }
        gantry("tag", here("trip/index:1"), here("trip/copy:1")).checked();
        gantry("push", "-q", here("trip/copy:1")).checked();
        assertThat(raw("trip/copy:1")).isEqualTo(raw("trip/index:1"));

        gantry("push", "-q", "--platform", "linux/arm64", here("trip/copy:1")).checked();
        assertThat(raw("trip/copy:1")).contains("\"layers\"");
    }

    @Test
    void whatWeCompressIsTheSameEachTime() throws Exception {
        gantry("tag", "busybox", here("trip/busybox:1")).checked();
        gantry("push", "-q", here("trip/busybox:1")).checked();
        gantry("tag", "busybox", here("trip/twin:1")).checked();
        gantry("push", "-q", here("trip/twin:1")).checked();
        assertThat(raw("trip/twin:1")).isEqualTo(raw("trip/busybox:1"));
        docker("pull", "-q", there("trip/twin:1")).checked();
        assertThat(docker("run", "--rm", there("trip/twin:1"), "echo", "there").checked())
                .isEqualTo("there\n");
    }

    @Test
    void podmanTakesWhatWePush() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/podman")), "podman is not there");
        gantry("tag", "busybox", here("trip/podman:1")).checked();
        gantry("push", "-q", here("trip/podman:1")).checked();
        List<String> podman =
                List.of(
                        "podman",
                        "--root",
                        dir.resolve("podman").toString(),
                        "--runroot",
                        dir.resolve("podman-run").toString(),
                        "--storage-driver",
                        "vfs");
        Command.run(
                        Map.of(),
                        Command.joined(podman, "pull", "--tls-verify=false", here("trip/podman:1")))
                .checked();
        Command.run(
                        Map.of(),
                        Command.joined(
                                podman,
                                "push",
                                "--tls-verify=false",
                                here("trip/podman:1"),
                                here("trip/podman:2")))
                .checked();
        gantry("pull", "-q", here("trip/podman:2")).checked();
        String format = "{{.Id}}";
        assertThat(id(gantry("image", "inspect", "-f", format, here("trip/podman:2"))))
                .isEqualTo(id(gantry("image", "inspect", "-f", format, "busybox")));
        Command.run(Map.of(), Command.joined(podman, "rmi", "-af")).checked();
    }
}
