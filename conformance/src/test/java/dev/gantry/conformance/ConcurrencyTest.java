package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.conformance.LifeModel.Call;
import dev.gantry.conformance.LifeModel.Kind;
import dev.gantry.conformance.LifeModel.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that do to the same few containers whatever they like. No call fails inside the daemon,
/// none hangs, and all answers together can be explained by some order of effects.
///
/// `-Dgantry.concurrency.operations=20000` makes it long, `-Dgantry.concurrency.seed=…` repeats it.
@Timeout(7200)
class ConcurrencyTest {
    private static final int CLIENTS = 8;
    private static final int NAMES = 3;
    private static final int OPERATIONS = Integer.getInteger("gantry.concurrency.operations", 240);
    private static final long SEED =
            Long.getLong("gantry.concurrency.seed", System.nanoTime() & 0xFFFFFF);

    private static final String CONTAINER =
            "{\"Image\":\"gantry/busybox\",\"Cmd\":[\"sleep\",\"1000\"],\"HostConfig\":{\"NetworkMode\":\"none\"}}";

    private final List<LifeModel> models = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final AtomicInteger left = new AtomicInteger(OPERATIONS);
    private int numbers;

    @Test
    void conflictingCallsHaveOneWinner() throws Exception {
        for (int i = 0; i < NAMES; i++) {
            models.add(new LifeModel());
        }
        try (Gantryd daemon = Gantryd.start();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(SEED * CLIENTS + i);
                all.add(() -> client(daemon, random));
            }
            for (Future<Void> client : clients.invokeAll(all)) {
                client.get();
            }
            assertThat(daemon.log()).doesNotContain("level=error");
        }
    }

    private Void client(Gantryd daemon, Random random) throws IOException {
        Kind[] kinds = Kind.values();
        while (left.getAndDecrement() > 0) {
            int name = random.nextInt(NAMES);
            Kind kind = kinds[random.nextInt(kinds.length)];
            Call call = begin(name, kind);
            Answer answer = run(daemon, name, kind);
            end(name, call, answer);
        }
        return null;
    }

    private synchronized Call begin(int name, Kind kind) {
        Call call = new Call(numbers++, kind);
        models.get(name).begin(call);
        history.add("%d: %s c%d".formatted(call.number(), kind, name));
        return call;
    }

    private synchronized void end(int name, Call call, Answer answer) {
        Status seen = seen(call, answer);
        history.add(
                "%d: %s c%d answered %d %s"
                        .formatted(
                                call.number(),
                                call.kind(),
                                name,
                                answer.status(),
                                seen == null ? answer.body().strip() : seen));
        boolean isExplained =
                answer.status() < 500 && models.get(name).end(call, answer.status(), seen);
        assertThat(isExplained)
                .as("seed %d, container c%d:%n%s", SEED, name, ofName(name))
                .isTrue();
    }

    private String ofName(int name) {
        return String.join(
                "\n",
                history.stream().filter(line -> (line + " ").contains(" c" + name + " ")).toList());
    }

    private static @Nullable Status seen(Call call, Answer answer) {
        if (call.kind() != Kind.INSPECT || answer.status() != 200) {
            return null;
        }
        String status = answer.json().object("State").text("Status", "");
        return Status.valueOf(status.toUpperCase(Locale.ROOT));
    }

    private static Answer run(Gantryd daemon, int name, Kind kind) throws IOException {
        String path = "/containers/c" + name;
        return switch (kind) {
            case CREATE -> Answer.to(daemon, "POST", "/containers/create?name=c" + name, CONTAINER);
            case START -> Answer.to(daemon, "POST", path + "/start", "");
            case STOP -> Answer.to(daemon, "POST", path + "/stop?t=0", "");
            case KILL -> Answer.to(daemon, "POST", path + "/kill", "");
            case RESTART -> Answer.to(daemon, "POST", path + "/restart?t=0", "");
            case PAUSE -> Answer.to(daemon, "POST", path + "/pause", "");
            case UNPAUSE -> Answer.to(daemon, "POST", path + "/unpause", "");
            case REMOVE -> Answer.to(daemon, "DELETE", path, "");
            case REMOVE_BY_FORCE -> Answer.to(daemon, "DELETE", path + "?force=1", "");
            case INSPECT -> Answer.to(daemon, "GET", path + "/json", "");
        };
    }
}
