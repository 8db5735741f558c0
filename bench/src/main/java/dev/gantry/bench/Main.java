package dev.gantry.bench;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.base.JsonValue;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// The program behind `bench/run`. It ends with 1 when a limit was missed.
public final class Main {
    private final Options options;
    private final PrintStream out;

    private Main(Options options) {
        this.options = options;
        this.out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    public static void main(String[] line) throws IOException, InterruptedException {
        System.exit(new Main(Options.parse(List.of(line))).run() ? 0 : 1);
    }

    /// @return whether all limits hold
    private boolean run() throws IOException, InterruptedException {
        Machine machine = Machine.read();
        Side theirs = Side.at("Docker", options.reference());
        List<Row> rows = new ArrayList<>();
        String circumstances;
        try (Gantryd ours = Gantryd.start(options.source().resolve("gantry"), options.daemon())) {
            share(ours.side(), theirs);
            circumstances = circumstances(machine, ours, theirs);
            Ground ground = new Ground(ours, theirs, options.rounds());
            for (Benchmark benchmark : options.benchmarks()) {
                for (Row row : benchmark.measure(ground)) {
                    out.print(Report.line(row));
                    rows.add(row);
                }
            }
        } finally {
            theirs.client().call(Request.delete("/images/" + Ground.IMAGE).query("force", "1"));
            theirs.client().close();
        }
        String table = Report.of(circumstances, rows);
        out.print("\n" + table);
        if (options.write()) {
            Report.write(options.source().resolve("docs/performance.md"), table);
        }
        return rows.stream().allMatch(Row::holds);
    }

    /// Gives the other side the image that ours has by itself.
    private static void share(Side ours, Side theirs) throws IOException {
        try (Response image =
                ours.client().send(Request.get("/images/get").query("names", Ground.IMAGE))) {
            theirs.client()
                    .call(Request.post("/images/load").stream(image.body(), "application/x-tar"));
        }
    }

    private String circumstances(Machine machine, Gantryd ours, Side theirs) throws IOException {
        JsonValue.Obj version = theirs.client().object(Request.get("/version"));
        return "%s, %s. Gantry runs containers with %s, Docker %s with runc. %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        machine,
                        ours.runtime(),
                        version.text("Version", "?"),
                        "Medians / 95th percentiles of %d rounds, both engines in turns."
                                .formatted(options.rounds()));
    }
}
