package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Health checks and statistics, seen with the real docker CLI.
@Timeout(300)
class HealthTest {
    private static final String IMAGE = "gantry/busybox";

    private static Gantryd daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    private static String docker(String... arguments) throws Exception {
        return daemon.docker(arguments).checked().strip();
    }

    private static void awaitHealth(String name, String status) throws Exception {
        await(name, "{{.State.Health.Status}}", status);
    }

    private static void await(String name, String format, String value) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        String seen = "";
        while (Instant.now().isBefore(deadline)) {
            seen = docker("inspect", "-f", format, name);
            if (seen.equals(value)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("%s of %s is %s".formatted(format, name, seen));
    }

    @Test
    void aContainerBecomesUnhealthyAndWellAgainAndTellsOfIt() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "turns",
                "--health-cmd",
                "echo looked; test -e /well",
                "--health-interval",
                "100ms",
                "--health-retries",
                "2",
                IMAGE,
                "sleep",
                "600");
        assertThat(docker("ps", "--filter", "name=turns", "--format", "{{.Status}}"))
                .containsAnyOf("(health: starting)", "(unhealthy)");
        awaitHealth("turns", "unhealthy");
        assertThat(docker("ps", "-q", "--filter", "health=unhealthy")).isNotEmpty();
        docker("exec", "turns", "touch", "/well");
        awaitHealth("turns", "healthy");
        assertThat(docker("inspect", "-f", "{{.State.Health.FailingStreak}}", "turns"))
                .isEqualTo("0");
        await("turns", "{{len .State.Health.Log}}", "5");
        assertThat(docker("inspect", "-f", "{{json (index .State.Health.Log 4)}}", "turns"))
                .contains("\"ExitCode\":0", "\"Output\":\"looked\\n\"");
        assertThat(
                        docker(
                                "events",
                                "--since",
                                "5m",
                                "--until", // the client cuts it to whole seconds
                                Long.toString(Instant.now().getEpochSecond() + 1),
                                "--filter",
                                "container=turns",
                                "--filter",
                                "event=health_status",
                                "--format",
                                "{{.Action}}"))
                .isEqualTo("health_status: unhealthy\nhealth_status: healthy");
        docker("kill", "turns");
        assertThat(docker("inspect", "-f", "{{.State.Health.Status}}", "turns"))
                .isEqualTo("unhealthy");
    }

    @Test
    void aProbeThatTakesTooLongIsKilledWithAllItStarted() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "slow",
                "--health-cmd",
                "echo begun; sleep 500 & sleep 400",
                "--health-interval",
                "200ms",
                "--health-timeout",
                "500ms",
                "--health-retries",
                "1",
                IMAGE,
                "sleep",
                "600");
        awaitHealth("slow", "unhealthy");
        assertThat(docker("inspect", "-f", "{{json (index .State.Health.Log 0)}}", "slow"))
                .contains(
                        "\"ExitCode\":-1",
                        "\"Output\":\"Health check exceeded timeout (500ms): begun\\n\"");
        await("slow", "{{len .State.Health.Log}}", "5");
        long leftover =
                docker("top", "slow", "-eo", "pid,args")
                        .lines()
                        .filter(line -> line.contains("sleep 500"))
                        .count();
        assertThat(leftover).isLessThanOrEqualTo(1); // the one that runs
        docker("rm", "-f", "slow");
    }

    @Test
    void longOutputIsCutAndCommandsThatAreMissingAreToldOf() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "long",
                "--health-cmd",
                "yes | head -c 5000",
                "--health-interval",
                "100ms",
                IMAGE,
                "sleep",
                "600");
        awaitHealth("long", "healthy");
        String output = docker("inspect", "-f", "{{(index .State.Health.Log 0).Output}}", "long");
        assertThat(output).hasSize(4096 + 3).endsWith("...");
        docker("rm", "-f", "long");
        String body =
                """
                {"Image":"gantry/busybox","Cmd":["sleep","600"],
                 "Healthcheck":{"Test":["CMD","/nope"],"Interval":100000000,"Retries":1}}\
                """;
        assertThat(daemon.post("/v1.51/containers/create?name=lost", body)).contains(" 201 ");
        docker("start", "lost");
        awaitHealth("lost", "unhealthy");
        assertThat(docker("inspect", "-f", "{{json (index .State.Health.Log 0)}}", "lost"))
                .contains("/nope", "no such file or directory");
        docker("rm", "-f", "lost");
    }

    @Test
    void timesThatMakeNoSenseAreRefusedInDockersWords() throws Exception {
        assertThat(create("\"Test\":[\"CMD\",\"x\"],\"Interval\":500"))
                .contains(" 400 ", "Interval in Healthcheck cannot be less than 1ms");
        assertThat(create("\"Test\":[\"CMD\",\"x\"],\"Retries\":-1"))
                .contains(" 400 ", "Retries in Healthcheck cannot be negative");
    }

    private static String create(String health) throws Exception {
        return daemon.post(
                "/v1.51/containers/create",
                "{\"Image\":\"gantry/busybox\",\"Healthcheck\":{%s}}".formatted(health));
    }

    @Test
    void anUnhealthyContainerIsStartedAgainOnlyWhereThatIsAskedFor() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "again",
                "--restart",
                "on-unhealthy",
                "--stop-signal",
                "KILL",
                "--health-cmd",
                "test ! -e /ill",
                "--health-interval",
                "100ms",
                "--health-retries",
                "1",
                IMAGE,
                "sleep",
                "600");
        awaitHealth("again", "healthy");
        docker("exec", "again", "touch", "/ill");
        await("again", "{{gt .RestartCount 0}}", "true");
        docker("rm", "-f", "again");
    }

    @Test
    void healthOutlivesTheEngine() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "lasts",
                "--health-cmd",
                "true",
                "--health-interval",
                "100ms",
                IMAGE,
                "sleep",
                "600");
        awaitHealth("lasts", "healthy");
        daemon.kill();
        daemon.startAgain();
        assertThat(docker("inspect", "-f", "{{.State.Health.Status}}", "lasts"))
                .isEqualTo("healthy");
        docker("exec", "lasts", "true");
        String first = "{{(index .State.Health.Log 0).Start}}";
        String seen = docker("inspect", "-f", first, "lasts");
        await("lasts", "{{ne \"" + seen + "\" (print (index .State.Health.Log 0).Start)}}", "true");
        docker("rm", "-f", "lasts");
    }

    @Test
    void statisticsAreAnsweredInDockersForm() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "used",
                "-m",
                "64m",
                IMAGE,
                "sh",
                "-c",
                "while :; do :; done");
        String line =
                docker(
                        "stats",
                        "--no-stream",
                        "--format",
                        "{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.NetIO}} {{.PIDs}}",
                        "used");
        assertThat(line).matches("used [0-9.]+% [0-9.]+[KM]iB / 64MiB [0-9.]+k?B / [0-9.]+k?B 1");
        assertThat(line).doesNotContain(" 0.00% ");
        String ours =
                daemon.gantry("stats", "--no-stream", "--format", "{{.Name}} {{.PIDs}}", "used")
                        .checked();
        assertThat(ours).isEqualTo("used 1\n");
        String one = daemon.get("/v1.51/containers/used/stats?stream=false&one-shot=true");
        assertThat(one)
                .contains(
                        "\"preread\":\"0001-01-01T00:00:00Z\"",
                        "\"pids_stats\":{\"current\":1",
                        "\"networks\":{\"eth0\":{\"rx_bytes\":");
        docker("kill", "used");
        assertThat(daemon.get("/v1.51/containers/used/stats?stream=false"))
                .contains(
                        "\"read\":\"0001-01-01T00:00:00Z\"",
                        "\"pids_stats\":{}",
                        "\"memory_stats\":{}");
        assertThat(daemon.get("/v1.51/containers/used/stats?stream=true&one-shot=true"))
                .contains(" 400 ", "cannot have stream=true and one-shot=true");
        docker("rm", "used");
    }
}
