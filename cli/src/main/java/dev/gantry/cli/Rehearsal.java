package dev.gantry.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// Runs many commands in one process and shows nothing, so that a JVM that records which classes
/// the program needs has seen them all. `./gantry` makes its cache of classes this way.
public final class Rehearsal {
    private static final List<String> LINES =
            List.of(
                    "--version",
                    "--help",
                    "run --help",
                    "version",
                    "info",
                    "run --rm gantry/hello",
                    "run -d --name rehearsal -p 80 -v /tmp:/tmp -e A=b gantry/busybox sleep 100",
                    "ps -a",
                    "ps --format {{.ID}}",
                    "exec rehearsal true",
                    "exec -i rehearsal cat",
                    "logs --tail 1 rehearsal",
                    "top rehearsal",
                    "port rehearsal",
                    "inspect rehearsal",
                    "inspect -f {{.State.Pid}} rehearsal",
                    "stop -t 0 rehearsal",
                    "wait rehearsal",
                    "start rehearsal",
                    "kill rehearsal",
                    "rm -f rehearsal",
                    "images",
                    "image inspect gantry/busybox",
                    "network ls",
                    "run --rm no.such.image.invalid/x",
                    "events --since 1h --until 0s",
                    "no-such-command");

    private Rehearsal() {}

    public static void main(String[] none) {
        for (String line : LINES) {
            new Main(
                            InputStream.nullInputStream(),
                            OutputStream.nullOutputStream(),
                            OutputStream.nullOutputStream(),
                            System.getenv())
                    .run(List.of(line.split(" ")));
        }
    }
}
