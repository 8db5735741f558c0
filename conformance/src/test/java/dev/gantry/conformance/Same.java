package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;

/// Runs a line of the docker CLI against both engines and compares how it ended and what it wrote,
/// but for what differs from one run to the next: ids, times, addresses. Differences are collected,
/// so that one look shows all of them; {@link #assertSame} fails when there was any.
final class Same {
    private final BothEngines.Pair engines;
    private final List<String> differences = new ArrayList<>();

    Same(BothEngines.Pair engines) {
        this.engines = engines;
    }

    BothEngines.Pair engines() {
        return engines;
    }

    void assertSame() {
        assertThat(differences).as("differences to Docker").isEmpty();
    }

    private record Rule(Pattern pattern, String replacement) {
        static Rule of(String pattern, String replacement) {
            return new Rule(Pattern.compile(pattern, Pattern.MULTILINE), replacement);
        }
    }

    /// The more special comes first. The id of an image is its content, and so the same.
    private static final List<Rule> RULES =
            List.of(
                    Rule.of("\r", ""),
                    Rule.of("(?<!sha256:)\\b[0-9a-f]{64}\\b", "ID"),
                    Rule.of("\\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{12}\\b", "ID"),
                    Rule.of(
                            "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d[0-9.]*( [+-]0000 UTC|Z)",
                            "TIME"),
                    Rule.of(
                            "\\b((Less than|About) )?(an?|\\d+) (second|minute|hour)s?\\b",
                            "WHILE"),
                    Rule.of(
                            "\\b(172\\.(1[6-9]|2\\d|3[01])|192\\.168|10\\.\\d+)\\.\\d+\\.\\d+\\b",
                            "ADDRESS"), // a pool may have been taken by a neighbour's bridge
                    Rule.of("(127\\.0\\.0\\.1|0\\.0\\.0\\.0|localhost):\\d{4,5}\\b", "$1:PORT"),
                    Rule.of("\\[::\\]:\\d{4,5}\\b", "[::]:PORT"),
                    Rule.of(
                            "(Get \"http://[^/]*/v2/)[^\"]*",
                            "$1"), // the check comes with the first request
                    Rule.of(" {2,}", "  "));

    static String normal(String text) {
        String normal = text;
        for (Rule rule : RULES) {
            normal = rule.pattern().matcher(normal).replaceAll(rule.replacement());
        }
        return normal;
    }

    private static String outcome(Command.Result result) {
        return "exit code %d%nout: %s%nerr: %s"
                .formatted(result.code(), normal(result.out()), normal(result.err()));
    }

    /// Two results of the same line that should say the same.
    void compare(String line, Command.Result ours, Command.Result theirs) {
        compare(line, outcome(ours), outcome(theirs));
    }

    void compare(String line, String ours, String theirs) {
        if (!ours.equals(theirs)) {
            differences.add("%n%s%n--- ours%n%s%n--- Docker%n%s".formatted(line, ours, theirs));
        }
    }

    /// The same line, the same end, the same words. Returns what it printed on ours.
    String docker(String... arguments) throws Exception {
        return dockerFed("", arguments);
    }

    String dockerFed(String input, String... arguments) throws Exception {
        byte[] bytes = input.getBytes(UTF_8);
        Command.Result ours = engines.ours().docker(new ByteArrayInputStream(bytes), arguments);
        Command.Result theirs = engines.theirs().docker(new ByteArrayInputStream(bytes), arguments);
        compare("docker " + String.join(" ", arguments), ours, theirs);
        return ours.out();
    }

    /// Attaches to a container that waits for the file `/go`, and makes it once the engine has told
    /// of the attachment.
    void attached(String container) throws Exception {
        List<Command.Result> results = new ArrayList<>();
        for (Daemon daemon : engines.both()) {
            String now = Long.toString(Instant.now().getEpochSecond() - 1);
            Process events =
                    daemon.start(
                            "events",
                            "--since",
                            now,
                            "--filter",
                            "container=" + container,
                            "--filter",
                            "event=attach");
            try (BufferedReader told = events.inputReader(UTF_8)) {
                FutureTask<Command.Result> attach =
                        new FutureTask<>(() -> daemon.docker("attach", container));
                Thread.ofVirtual()
                        .start(() -> {
                            attach.run();
                            events.destroy(); // an attachment that failed is not told of
                        });
                if (told.readLine() != null) {
                    daemon.docker("exec", container, "touch", "/go").checked();
                }
                results.add(attach.get());
            } finally {
                events.destroy();
            }
        }
        compare("docker attach " + container, results.get(0), results.get(1));
    }

    /// The same in a terminal.
    void terminal(String line, byte[]... keys) throws Exception {
        List<Command.Result> results = new ArrayList<>();
        for (Daemon daemon : engines.both()) {
            try (SlowKeys typed = new SlowKeys(keys)) {
                results.add(daemon.inTerminal(typed, line));
            }
        }
        compare(line, results.get(0), results.get(1));
    }

    /// The documents that both print, field by field, but for the lines that match one of `apart`.
    void documents(List<String> apart, String... arguments) throws Exception {
        List<String> ours = lines(engines.ours(), apart, arguments);
        List<String> theirs = lines(engines.theirs(), apart, arguments);
        compare(
                "docker " + String.join(" ", arguments),
                String.join("\n", without(ours, theirs)),
                String.join("\n", without(theirs, ours)));
    }

    private static List<String> lines(Daemon daemon, List<String> apart, String... arguments)
            throws Exception {
        String json = daemon.docker(arguments).checked().replace(daemon.home().toString(), "HOME");
        return Shape.of(json).without(apart);
    }

    /// The lines of one that the other does not have.
    static List<String> without(List<String> lines, List<String> others) {
        return lines.stream().filter(line -> !others.contains(line)).toList();
    }
}
