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
                    "/w/top => new",
                    "/w/top => new/",
                    "/w/top => file",
                    "/w/top => dir",
                    "/w/top => to-dir",
                    "/w/top => nosuch/new",
                    "/w/d => new",
                    "/w/d => new/",
                    "/w/d => dir",
                    "/w/d => dir/",
                    "/w/d => file",
                    "/w/d/. => dir",
                    "/w/d/. => new",
                    "/w/d/. => file",
                    "/w/link => new",
                    "/w/link => dir",
                    "-L /w/link => new",
                    "-L /w/link => dir",
                    "/w/to-d => new",
                    "-L /w/to-d => new",
                    "/w/to-d/ => new",
                    "/w/to-d/. => new",
                    "/w/absolute/f => new",
                    "/w/nosuch => new",
                    "/w/top/ => new");

    /// What is copied in from such a directory with more in it, and where to.
    private static final List<String> IN =
            List.of(
                    "file => /w/new",
                    "file => /w/new/",
                    "file => /w/top",
                    "file => /w/d",
                    "file => /w/d/",
                    "file => /w/to-d",
                    "file => /w/absolute/new",
                    "file => /w/nosuch/new",
                    "dir => /w/new",
                    "dir => /w/new/",
                    "dir => /w/d",
                    "dir => /w/top",
                    "dir/. => /w/d",
                    "dir/. => /w/new",
                    "dir/. => /w/top",
                    "to-dir => /w/new",
                    "-L to-dir => /w/new",
                    "to-dir/ => /w/new",
                    "to-file => /w/new",
                    "-L to-file => /w/d",
                    "-a file => /w/new",
                    "nosuch => /w/new",
                    "file/ => /w/new");

    @TempDir Path home;
    private final Same same;

    CopyTest(BothEngines.Pair engines) {
        same = new Same(engines);
    }

    private List<Daemon> both() {
        return same.engines().both();
    }

    @BeforeEach
    void fixture() throws Exception {
        Path w = Files.createDirectories(home.resolve("fixture/w"));
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
        Files.createSymbolicLink(w.resolve("absolute"), Path.of("/w/d"));
    }

    private void make(Daemon daemon, State state) throws Exception {
        daemon.docker("rm", "-f", NAME);
        daemon.docker("create", "--name", NAME, "busybox", "sleep", "1000").checked();
        daemon.docker("cp", home.resolve("fixture/w").toString(), NAME + ":/").checked();
        for (String verb : state.verbs()) {
            daemon.docker(verb, NAME).checked();
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
        for (Daemon daemon : both()) {
            make(daemon, state);
        }
        for (String shape : OUT) {
            List<String> outcomes = new ArrayList<>();
            for (Runner runner : runners(state)) {
                Path ground = ground();
                List<String> line = words(shape);
                line.set(2, NAME + ":" + line.get(2));
                line.set(3, ground + "/" + line.get(3));
                outcomes.add(outcome(runner.run(line), ground) + files(ground));
            }
            compare(state + " out " + shape, outcomes);
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void intoAContainer(State state) throws Exception {
        for (String shape : IN) {
            List<String> outcomes = new ArrayList<>();
            for (Runner runner : runners(state)) {
                make(runner.daemon(), state);
                Path ground = ground();
                List<String> line = words(shape);
                line.set(2, ground + "/" + line.get(2));
                line.set(3, NAME + ":" + line.get(3));
                outcomes.add(outcome(runner.run(line), ground) + inside(runner.daemon()));
            }
            compare(state + " in " + shape, outcomes);
        }
    }

    /// Somebody who runs a line of docker's.
    private record Runner(Daemon daemon, Line line) {
        interface Line {
            Command.Result run(String... words) throws IOException, InterruptedException;
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
        runners.add(new Runner(theirs, theirs::docker));
        runners.add(new Runner(ours, ours::docker));
        if (state == State.RUNNING) {
            runners.add(new Runner(ours, ours::gantry));
        }
        return runners;
    }

    private void compare(String shape, List<String> outcomes) {
        for (String outcome : outcomes.subList(1, outcomes.size())) {
            same.compare(shape, outcome, outcomes.getFirst());
        }
    }

    private static String outcome(Command.Result result, Path ground) {
        String words = (result.out() + result.err()).replace(ground.toString(), "HERE");
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
        Command.Result archive = daemon.docker("cp", NAME + ":/w", "-");
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
