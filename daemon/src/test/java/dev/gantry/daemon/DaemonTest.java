package dev.gantry.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.DockerClient;
import dev.gantry.api.client.Endpoint;
import dev.gantry.api.client.Hijacked;
import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.api.stream.StdFrames;
import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.base.RandomId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole daemon with real containers, seen from its socket.
@Timeout(60)
class DaemonTest {
    @TempDir static Path directory;

    private static Daemon daemon;
    private static DockerClient client;
    private static final String BRIDGE = "gt" + RandomId.hex(4);

    /// Not one of those an engine chooses for itself.
    private static final String SUBNET =
            "10.%d.%d.1/24"
                    .formatted(
                            100 + Integer.parseInt(RandomId.hex(1), 16) % 100,
                            Integer.parseInt(RandomId.hex(1), 16));

    @BeforeAll
    static void start() throws Exception {
        daemon = Daemon.start(options());
        client = new DockerClient(new Endpoint.Unix(socket().toString()), null);
        try (Response response =
                client.send(
                        Request.post("/images/load").stream(
                                new ByteArrayInputStream(BusyboxImage.archive()),
                                "application/x-tar"))) {
            assertThat(new String(response.bytes(), UTF_8))
                    .contains("{\"stream\":\"Loaded image: busybox:latest\\n\"}");
        }
    }

    @AfterEach
    void removeContainers() throws IOException {
        for (JsonValue.Obj container :
                client.objects(Request.get("/containers/json").query("all", 1))) {
            client.call(
                    Request.delete("/containers/" + container.text("Id", "")).query("force", 1));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        daemon.close();
        run("sh", "-c", FORGET_BRIDGE, BRIDGE);
    }

    /// Takes away what a daemon leaves to the next one: the default bridge, and what keeps it
    /// closed.
    private static final String FORGET_BRIDGE =
            """
            for s in $(ip route show dev $0 proto kernel | cut -d' ' -f1); do
              ip rule del pref 31002 to $s iif lo
              ip rule del pref 31003 to $s
            done
            ip rule del pref 31001 iif $0
            ip link delete $0
            nft delete table ip gantry_$0
            """;

    /// What is not there is no matter.
    private static void run(String... command) throws Exception {
        boolean _ =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor(10, TimeUnit.SECONDS);
    }

    private static Options options() {
        return Options.of(
                Flags.parse(
                        List.of(
                                "--data-root",
                                directory.resolve("data").toString(),
                                "--exec-root",
                                directory.resolve("exec").toString(),
                                "-H",
                                "unix://" + socket(),
                                "-b",
                                BRIDGE,
                                "--bip",
                                SUBNET)),
                "0.0.1");
    }

    private static Path socket() {
        return directory.resolve("d.sock");
    }

    private static JsonValue.Obj get(String path) throws IOException {
        return client.object(Request.get(path));
    }

    private static void post(String path) throws IOException {
        client.call(Request.post(path));
    }

    private static JsonValue.Obj body(String... cmd) {
        return JsonValue.object().put("Image", "busybox").put("Cmd", List.of(cmd)).build();
    }

    private static String create(String name, JsonValue.Obj body) throws IOException {
        return client.object(Request.post("/containers/create").query("name", name).json(body))
                .text("Id", "");
    }

    private static long await(String name) throws IOException {
        return client.object(Request.post("/containers/" + name + "/wait"))
                                .get("StatusCode")
                                .orElseThrow()
                        instanceof JsonValue.Num code
                ? code.longValueExact()
                : -1;
    }

    private static String read(Hijacked attached, ByteArrayOutputStream stderr) throws IOException {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        StdFrames.copy(attached.in(), stdout, stderr);
        return stdout.toString(UTF_8);
    }

    @Test
    void theSocketIsForRootAndItsGroup() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-rw----");
    }

    @Test
    void aSecondDaemonIsRefused() {
        assertThatThrownBy(() -> Daemon.start(options()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is still running");
    }

    @Test
    void versionAndInfoTellOfItself() throws IOException {
        assertThat(get("/version").text("Version", "")).isEqualTo("0.0.1");
        assertThat(get("/info").text("Driver", "")).isEqualTo("overlay2");
    }

    @Test
    void aContainerRunsAndTellsItsExitCode() throws IOException {
        create("one", body("sh", "-c", "echo out; echo err >&2; exit 3"));
        try (Hijacked attached =
                client.hijack(
                        Request.post("/containers/one/attach")
                                .query("stream", 1)
                                .query("stdout", 1)
                                .query("stderr", 1))) {
            post("/containers/one/start");
            ByteArrayOutputStream stderr = new ByteArrayOutputStream();
            assertThat(read(attached, stderr)).isEqualTo("out\n");
            assertThat(stderr.toString(UTF_8)).isEqualTo("err\n");
            assertThat(attached.contentType()).isEqualTo(StdFrames.CONTENT_TYPE);
        }
        assertThat(await("one")).isEqualTo(3);
        assertThat(get("/containers/one/json").object("State").text("Status", ""))
                .isEqualTo("exited");
    }

    @Test
    void inputReachesTheContainer() throws IOException {
        JsonValue.Builder wanted = JsonValue.object();
        body("cat").fields().forEach(wanted::put);
        create("one", wanted.put("OpenStdin", true).put("StdinOnce", true).build());
        try (Hijacked attached =
                client.hijack(
                        Request.post("/containers/one/attach")
                                .query("stream", 1)
                                .query("stdin", 1)
                                .query("stdout", 1))) {
            post("/containers/one/start");
            attached.out().write("hello".getBytes(UTF_8));
            attached.closeWrite();
            assertThat(read(attached, new ByteArrayOutputStream())).isEqualTo("hello");
        }
        assertThat(await("one")).isZero();
    }

    @Test
    void logsAreKept() throws IOException {
        create("one", body("sh", "-c", "echo one; echo two"));
        post("/containers/one/start");
        assertThat(await("one")).isZero();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Response response =
                client.send(
                        Request.get("/containers/one/logs").query("stdout", 1).query("tail", 1))) {
            StdFrames.copy(response.body(), out, out);
        }
        assertThat(out.toString(UTF_8)).isEqualTo("two\n");
    }

    @Test
    void commandsRunInside() throws IOException {
        create("one", body("sleep", "100"));
        post("/containers/one/start");
        JsonValue.Obj wanted =
                JsonValue.object()
                        .put("Cmd", List.of("sh", "-c", "echo inside; exit 4"))
                        .put("AttachStdout", true)
                        .build();
        String id = client.object(Request.post("/containers/one/exec").json(wanted)).text("Id", "");
        try (Hijacked attached =
                client.hijack(Request.post("/exec/" + id + "/start").json(Map.of()))) {
            assertThat(read(attached, new ByteArrayOutputStream())).isEqualTo("inside\n");
        }
        assertThat(get("/exec/" + id + "/json").get("ExitCode")).contains(new JsonValue.Num("4"));
    }

    @Test
    void aMissingCommandIsToldInTheStream() throws IOException {
        create("one", body("sleep", "100"));
        post("/containers/one/start");
        JsonValue.Obj wanted =
                JsonValue.object().put("Cmd", List.of("nosuch")).put("AttachStdout", true).build();
        String id = client.object(Request.post("/containers/one/exec").json(wanted)).text("Id", "");
        try (Hijacked attached =
                client.hijack(Request.post("/exec/" + id + "/start").json(Map.of()))) {
            assertThat(read(attached, new ByteArrayOutputStream()))
                    .contains("executable file not found in $PATH");
        }
    }

    @Test
    void eventsAreTold() throws IOException {
        create("one", body("sleep", "100"));
        Request events = Request.get("/events").query("filters", "{\"container\":[\"one\"]}");
        try (Response response = client.send(events)) {
            post("/containers/one/start");
            post("/containers/one/kill");
            try (Json.Documents told = response.documents()) {
                for (String action : List.of("start", "kill", "die")) {
                    assertThat(((JsonValue.Obj) told.next()).text("Action", "")).isEqualTo(action);
                }
            }
        }
    }

    @Test
    void refusalsHaveDockersStatus() throws IOException {
        assertRefused(404, "No such container: nono", Request.get("/containers/nono/json"));
        assertRefused(404, "page not found", Request.get("/nosuch"));
        assertRefused(
                501,
                "plugins: not supported by this version of Gantry; see docs/compatibility.md",
                Request.get("/plugins/privileges"));
        assertRefused(
                400,
                "config cannot be empty in order to create a container",
                Request.post("/containers/create").json(Map.of()));
        create("one", body("nosuch"));
        assertThatThrownBy(() -> post("/containers/one/start"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining("exec: \"nosuch\": executable file not found in $PATH");
    }

    private static void assertRefused(int status, String message, Request request) {
        assertThatThrownBy(() -> client.call(request))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessage(message);
    }

    @Test
    void versionsWeDoNotSpeakAreRefused() throws IOException {
        try (DockerClient old = new DockerClient(client.endpoint(), "1.20")) {
            assertThatThrownBy(() -> old.call(Request.get("/info")))
                    .hasMessageStartingWith("client version 1.20 is too old.");
        }
    }

    @Test
    void aNameOfAnImageMayHaveSlashes() throws IOException {
        post("/images/busybox/tag?repo=localhost:5000/a/b&tag=c");
        assertThat(get("/images/localhost:5000/a/b:c/json").list("RepoTags"))
                .contains(new JsonValue.Str("localhost:5000/a/b:c"));
        client.call(Request.delete("/images/localhost:5000/a/b:c"));
    }
}
