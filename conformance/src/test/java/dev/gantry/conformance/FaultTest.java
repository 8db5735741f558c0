package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What happens to containers when something is killed, full or out of memory.
@Timeout(300)
class FaultTest {
    private static final int KILLS = Integer.getInteger("gantry.fault.kills", 3);

    private static Gantryd daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    private static String run(String name, String script, String... flags) throws Exception {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of("run", "-d", "--name", name, "--network", "none"));
        command.addAll(List.of(flags));
        command.addAll(List.of("gantry/busybox", "sh", "-c", script));
        return daemon.docker(command.toArray(String[]::new)).checked().strip();
    }

    private static String inspect(String name, String format) throws Exception {
        return daemon.docker("inspect", "-f", format, name).checked().strip();
    }

    /// Wherever the engine dies in it, the container is there or not, and its name is free again.
    @Test
    void anEngineKilledWhileItStartsAContainerLeavesNothing() throws Exception {
        long seed = System.nanoTime() & 0xFFFF;
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            FutureTask<Command.Result> starting =
                    new FutureTask<>(() ->
                            daemon.docker(
                                    "run",
                                    "-d",
                                    "--name",
                                    "half",
                                    "-p",
                                    "127.0.0.1::80",
                                    "gantry/busybox",
                                    "sleep",
                                    "1000"));
            Thread.ofVirtual().start(starting);
            letRun(starting, random.nextInt(600));
            daemon.kill();
            starting.get();
            daemon.startAgain();
            daemon.docker("rm", "-f", "half");
            run("half", "sleep 1000");
            daemon.docker("rm", "-f", "half").checked();
            assertThat(daemon.log()).as("seed %d", seed).doesNotContain("level=error");
        }
    }

    private static void letRun(FutureTask<Command.Result> task, int milliseconds) throws Exception {
        try {
            task.get(milliseconds, TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            return; // it is in the middle of it
        }
    }

    @Test
    void aContainerWhoseMonitorWasKilledIsStoppedAndRemoved() throws Exception {
        String id = run("orphan", "sleep 1000");
        ProcessHandle.of(pid(id, "conmon.pid")).orElseThrow().destroyForcibly();
        daemon.docker("kill", "orphan").checked();
        assertThat(inspect("orphan", "{{.State.Status}}")).isEqualTo("exited");
        assertThat(inspect("orphan", "{{.State.ExitCode}}")).isNotEqualTo("0");
        daemon.docker("rm", "orphan").checked();
    }

    @Test
    void aContainerWhoseProcessIsKilledFromOutsideHasEnded() throws Exception {
        String id = run("victim", "sleep 1000");
        ProcessHandle.of(pid(id, "pid")).orElseThrow().destroyForcibly();
        assertThat(daemon.docker("wait", "victim").checked()).isEqualTo("137\n");
        daemon.docker("rm", "victim").checked();
    }

    private static long pid(String id, String file) throws Exception {
        return Long.parseLong(
                java.nio.file.Files.readString(
                                daemon.data()
                                        .resolveSibling("exec/containers")
                                        .resolve(id)
                                        .resolve(file))
                        .strip());
    }

    @Test
    void theKernelOutOfMemoryIsToldOnceAndOnlyOfTheContainerConcerned() throws Exception {
        run("modest", "sleep 1000", "--memory", "32m");
        run(
                "greedy",
                "x=a; while true; do x=$x$x; done",
                "--memory",
                "16m",
                "--memory-swap",
                "16m");
        assertThat(daemon.docker("wait", "greedy").checked()).isEqualTo("137\n");
        assertThat(inspect("greedy", "{{.State.OOMKilled}} {{.State.ExitCode}}"))
                .isEqualTo("true 137");
        assertThat(inspect("modest", "{{.State.OOMKilled}} {{.State.Running}}"))
                .isEqualTo("false true");
        String events =
                daemon.docker(
                                "events",
                                "--since",
                                "10m",
                                "--until", // the client cuts it to whole seconds
                                Long.toString(Instant.now().getEpochSecond() + 1),
                                "--filter",
                                "container=greedy",
                                "--format",
                                "{{.Action}}")
                        .checked();
        assertThat(events.lines().filter(List.of("start", "oom", "die")::contains))
                .containsExactly("start", "oom", "die");
        daemon.docker("rm", "-f", "modest", "greedy").checked();
    }

    @Test
    void aForkBombMeetsItsLimit() throws Exception {
        run("bomb", "b() { b | b & }; b; sleep 1000", "--pids-limit", "30");
        assertThat(daemon.docker("ps", "-q").checked()).isNotEmpty();
        daemon.docker("rm", "-f", "bomb").checked();
    }

    @Test
    void aSecondEngineOnOneDataRootRefuses() throws Exception {
        Command.Result second = daemon.rival();
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.out() + second.err()).contains("is in use by another engine");
        assertThat(daemon.docker("ps").code()).isZero();
    }
}
