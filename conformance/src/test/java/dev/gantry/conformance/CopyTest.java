package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarLimits;
import dev.gantry.oci.layer.TarReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every shape of `cp` that Docker's documentation knows, in every state of a container: with
/// docker's command line on both engines, and with ours.
@Timeout(300)
@ExtendWith(BothEngines.class)
class CopyTest {
    /// What a container does while files are copied.
    enum State {
        CREATED,
        RUNNING,
        PAUSED,
        STOPPED;

        List<String> verbs() {
            return switch (this) {
                case CREATED -> List.of();
                case RUNNING -> List.of("start");
                case PAUSED -> List.of("start", "pause");
                case STOPPED -> List.of("start", "kill");
            };
        }
    }

    private static final String NAME = "copied";

    /// What is copied out, `=>`, and where to in a directory that holds `file`, `dir` and `to-dir`,
    /// a link to `dir`.
    private static final List<String> OUT =
            List.of(
                    "/top => new",
                    "/top => new/",
                    "/top => file",
                    "/top => dir",
                    "/top => to-dir",
                    "/top => nosuch/new",
                    "/d => new",
                    "/d => new/",
                    "/d => dir",
                    "/d => dir/",
                    "/d => file",
                    "/d/. => dir",
                    "/d/. => new",
                    "/d/. => file",
                    "/link => new",
                    "/link => dir",
                    "-L /link => new",
                    "-L /link => dir",
                    "/to-d => new",
                    "-L /to-d => new",
                    "/to-d/ => new",
                    "/to-d/. => new",
                    "/absolute/f => new",
                    "/nosuch => new",
                    "/top/ => new");

    /// What is copied in from such a directory with more in it, and where to.
    private static final List<String> IN =
            List.of(
                    "file => /new",
                    "file => /new/",
                    "file => /top",
                    "file => /d",
                    "file => /d/",
                    "file => /to-d",
                    "file => /absolute/new",
                    "file => /nosuch/new",
                    "dir => /new",
                    "dir => /new/",
                    "dir => /d",
                    "dir => /top",
                    "dir/. => /d",
                    "dir/. => /new",
                    "dir/. => /top",
                    "to-dir => /new",
                    "-L to-dir => /new",
                    "to-dir/ => /new",
                    "to-file => /new",
                    "-L to-file => /d",
                    "-a file => /new",
                    "nosuch => /new",
                    "file/ => /new");

    @TempDir Path home;
    private final Same same;

    CopyTest(BothEngines.Pair engines) {
        same = new Same(engines);
    }

    private List<Daemon> both() {
        return same.engines().both();
    }

    /// As many of the same directories as there are copies to be made: a container of its own for
    /// each would take minutes.
    @BeforeEach
    void fixture() throws Exception {
        for (int i = 0; i < 2 * IN.size(); i++) {
            Path w = home.resolve("fixture/all/" + i);
            Files.createDirectories(w.resolve("d/sub"));
            Files.writeString(w.resolve("top"), "top");
            Files.setPosixFilePermissions(
                    w.resolve("top"), PosixFilePermissions.fromString("rwx-----x"));
            Files.writeString(w.resolve("d/f"), "f");
            Files.createLink(w.resolve("d/hard"), w.resolve("d/f"));
            Files.writeString(w.resolve("d/sub/s"), "s");
            Files.createSymbolicLink(w.resolve("link"), Path.of("top"));
            Files.createSymbolicLink(w.resolve("d/dangling"), Path.of("/nowhere"));
            Files.createSymbolicLink(w.resolve("to-d"), Path.of("d"));
            Files.createSymbolicLink(w.resolve("absolute"), Path.of("/all/" + i + "/d"));
        }
    }

    private void make(State state) throws Exception {
        for (Daemon daemon : both()) {
            daemon.docker("create", "--name", NAME, "busybox", "sleep", "1000").checked();
            daemon.docker("cp", home.resolve("fixture/all").toString(), NAME + ":/").checked();
            for (String verb : state.verbs()) {
                daemon.docker(verb, NAME).checked();
            }
        }
    }

    @AfterEach
    void noContainers() throws Exception {
        for (Daemon daemon : both()) {
            daemon.docker("rm", "-f", NAME);
        }
        same.assertSame();
    }

    /// A directory as it is before a copy.
    private Path ground() throws IOException {
        Path ground = Files.createTempDirectory(home, "here").resolve("x");
        Files.createDirectories(ground.resolve("dir/deep"));
        Files.writeString(ground.resolve("dir/deep/er"), "deeper");
        Files.writeString(ground.resolve("file"), "before");
        Files.createSymbolicLink(ground.resolve("to-dir"), Path.of("dir"));
        Files.createSymbolicLink(ground.resolve("to-file"), Path.of("file"));
        return ground;
    }

    private static List<String> words(String shape) {
        List<String> words = new ArrayList<>(List.of(shape.split(" => ")));
        if (words.getFirst().startsWith("-")) {
            String[] option = words.removeFirst().split(" ");
            words.addAll(0, List.of(option));
        } else {
            words.addFirst("--quiet");
        }
        words.addFirst("cp");
        return words;
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void outOfAContainer(State state) throws Exception {
        make(state);
        for (String shape : OUT) {
            List<String> outcomes = new ArrayList<>();
            for (Runner runner : runners(state)) {
                Path ground = ground();
                List<String> line = words(shape);
                line.set(2, NAME + ":/all/0" + line.get(2));
                line.set(3, ground + "/" + line.get(3));
                outcomes.add(outcome(runner.run(line), ground) + files(ground));
            }
            compare(state + " out " + shape, outcomes);
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void intoAContainer(State state) throws Exception {
        make(state);
        List<Runner> runners = runners(state);
        List<List<String>> ends = new ArrayList<>();
        for (int i = 0; i < IN.size(); i++) {
            List<String> outcomes = new ArrayList<>();
            for (Runner runner : runners) {
                Path ground = ground();
                List<String> line = words(IN.get(i));
                line.set(2, ground + "/" + line.get(2));
                line.set(3, NAME + ":" + runner.place(i) + line.get(3));
                outcomes.add(outcome(runner.run(line), ground));
            }
            ends.add(outcomes);
        }
        List<String> trees = List.of(inside(both().get(0)), inside(both().get(1)));
        for (int i = 0; i < IN.size(); i++) {
            List<String> outcomes = ends.get(i);
            for (int r = 0; r < runners.size(); r++) {
                Runner runner = runners.get(r);
                String tree = trees.get(both().indexOf(runner.daemon()));
                outcomes.set(r, outcomes.get(r) + below(runner.place(i), tree));
            }
            compare(state + " in " + IN.get(i), outcomes);
        }
    }

    /// The lines of one directory, under the same name for all.
    private static String below(String place, String tree) {
        String prefix = place.substring(1) + "/";
        return tree.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.replace(prefix, ""))
                .collect(java.util.stream.Collectors.joining("\n"));
    }

    /// Somebody who runs a line of docker's.
    ///
    /// @param first of the directories in the container that are this one's to copy into
    private record Runner(Daemon daemon, int first, Line line) {
        interface Line {
            Command.Result run(String... words) throws IOException, InterruptedException;
        }

        String place(int shape) {
            return "/all/" + (first + shape);
        }

        Command.Result run(List<String> words) throws Exception {
            return line.run(words.toArray(String[]::new));
        }
    }

    /// Docker's client on both engines. Ours costs the start of a JVM and does the same in every
    /// state: once is enough.
    private List<Runner> runners(State state) {
        Gantryd ours = same.engines().ours();
        Reference theirs = same.engines().theirs();
        List<Runner> runners = new ArrayList<>();
        runners.add(new Runner(theirs, 0, theirs::docker));
        runners.add(new Runner(ours, 0, ours::docker));
        if (state == State.RUNNING) {
            runners.add(new Runner(ours, IN.size(), ours::gantry));
        }
        return runners;
    }

    private void compare(String shape, List<String> outcomes) {
        for (String outcome : outcomes.subList(1, outcomes.size())) {
            same.compare(shape, outcome, outcomes.getFirst());
        }
    }

    private static String outcome(Command.Result result, Path ground) {
        String words =
                (result.out() + result.err())
                        .replace(ground.toString(), "HERE")
                        .replaceAll("(?m)^time=.*\n", "") // docker's client, when it gives up
                        .replaceAll("/all/\\d+", "");
        return "exit code %d%n%s%n".formatted(result.code(), words.strip());
    }

    private static String files(Path ground) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ground)) {
            for (Path file : files.sorted().toList()) {
                boolean isLink = Files.isSymbolicLink(file);
                String what =
                        isLink
                                ? "-> " + Files.readSymbolicLink(file)
                                : Files.isDirectory(file) ? "/" : Files.readString(file);
                Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                Object links = Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
                lines.add(
                        "%s %s %s %s"
                                .formatted(
                                        ground.relativize(file),
                                        mode,
                                        Files.isDirectory(file) ? "" : links,
                                        what));
            }
        }
        return String.join("\n", lines);
    }

    /// The directory in the container that things are copied into, by way of the archive itself.
    private static String inside(Daemon daemon) throws Exception {
        Command.Result archive = daemon.docker("cp", NAME + ":/all", "-");
        archive.checked();
        List<String> lines = new ArrayList<>();
        try (TarReader tar =
                new TarReader(new ByteArrayInputStream(archive.stdout()), TarLimits.of(1 << 30))) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                lines.add(
                        "%s %s %o %d:%d %s%s"
                                .formatted(
                                        text(entry.name()),
                                        entry.type(),
                                        entry.mode(),
                                        entry.uid(),
                                        entry.gid(),
                                        text(entry.linkTarget()),
                                        text(tar.content().readAllBytes())));
            }
        }
        lines.sort(null);
        assertThat(lines).isNotEmpty();
        return String.join("\n", lines);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
