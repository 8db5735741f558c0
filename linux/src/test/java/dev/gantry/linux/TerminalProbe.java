package dev.gantry.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs in a JVM with a terminal of its own and says what it finds; `stty` is the witness.
final class TerminalProbe {
    private TerminalProbe() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        out.println("exists " + Terminal.stdin().exists());
        out.println("size " + Terminal.stdin().size());
        out.println("before " + modes());
        Terminal.RawMode raw = Terminal.stdin().makeRaw();
        String modes = modes();
        raw.restore();
        out.println("raw " + modes);
        out.println("after " + modes());
    }

    private static String modes() throws Exception {
        Process stty =
                new ProcessBuilder("stty", "-a")
                        .redirectInput(Path.of("/dev/tty").toFile())
                        .start();
        String[] words = new String(stty.getInputStream().readAllBytes(), UTF_8).split("[\\s;]+");
        List<String> found = new ArrayList<>();
        for (String mode : List.of("echo", "icanon")) {
            Arrays.stream(words)
                    .filter(w -> w.equals(mode) || w.equals("-" + mode))
                    .forEach(found::add);
        }
        return String.join(" ", found);
    }
}
