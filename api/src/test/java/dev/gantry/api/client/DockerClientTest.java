package dev.gantry.api.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerClientTest {
    @TempDir Path directory;

    private Path socket() {
        return directory.resolve("s");
    }

    @Test
    void theVersionIsTheNewestBothKnowAndConnectionsAreKept() throws Exception {
        try (ScriptedDaemon daemon =
                        new ScriptedDaemon(socket(), DockerClientTest::pingThenTwoAnswers);
                DockerClient client = new DockerClient(daemon.endpoint(), null)) {
            assertThat(client.object(Request.get("/info")).text("a", "")).isEqualTo("1");
            assertThat(client.object(Request.get("/info").query("x", "a b&c")).text("a", ""))
                    .isEqualTo("2");
            assertThat(daemon.heads.get(0)).startsWith("HEAD /_ping HTTP/1.1\r\n");
            assertThat(daemon.heads.get(1)).startsWith("GET /v1.44/info HTTP/1.1\r\n");
            assertThat(daemon.heads.get(2)).startsWith("GET /v1.44/info?x=a%20b%26c HTTP/1.1\r\n");
        }
    }

    private static void pingThenTwoAnswers(
            ScriptedDaemon self, java.io.InputStream in, java.io.OutputStream out)
            throws Exception {
        self.head(in);
        ScriptedDaemon.answer(out, "HTTP/1.1 200 OK\nApi-Version: 1.44\nContent-Length: 2\n\n");
        self.head(in);
        ScriptedDaemon.answer(out, "HTTP/1.1 200 OK\nContent-Length: 9\n\n{\"a\":\"1\"}");
        self.head(in);
        ScriptedDaemon.answer(
                out,
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n4;x=y\n{\"a\"\n5\n:\"2\"}\n0\n\n");
    }

    @Test
    void aRefusalCarriesStatusAndMessage() throws Exception {
        try (ScriptedDaemon daemon =
                        new ScriptedDaemon(
                                socket(),
                                (self, in, out) -> {
                                    self.head(in);
                                    ScriptedDaemon.answer(
                                            out,
                                            document(
                                                    "404 Not Found",
                                                    "{\"message\":\"No such: x\"}"));
                                });
                DockerClient client = new DockerClient(daemon.endpoint(), "1.40")) {
            assertThatThrownBy(() -> client.call(Request.get("/containers/x/json")))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> {
                                assertThat(e.status()).isEqualTo(404);
                                assertThat(e.reason()).isEqualTo("No such: x");
                            });
        }
    }

    @Test
    void aKeptConnectionThatWasClosedIsReplaced() throws Exception {
        ScriptedDaemon.Script once =
                (self, in, out) -> {
                    self.head(in);
                    ScriptedDaemon.answer(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\n{}");
                };
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket(), once, once);
                DockerClient client = new DockerClient(daemon.endpoint(), "1.40")) {
            client.call(Request.get("/a"));
            assertThat(client.object(Request.get("/b"))).isEqualTo(new JsonValue.Obj(Map.of()));
        }
    }

    @Test
    void earlyBytesOfAHijackedStreamAreKeptAndWritingCanEndAlone() throws Exception {
        CountDownLatch sawEnd = new CountDownLatch(1);
        try (ScriptedDaemon daemon =
                        new ScriptedDaemon(
                                socket(),
                                (self, in, out) -> {
                                    self.head(in);
                                    ScriptedDaemon.answer(
                                            out,
                                            "HTTP/1.1 101 UPGRADED\nConnection: Upgrade\nUpgrade: tcp\n\nearly ");
                                    byte[] said = in.readAllBytes();
                                    sawEnd.countDown();
                                    out.write(said);
                                });
                DockerClient client = new DockerClient(daemon.endpoint(), "1.40")) {
            try (Hijacked stream = client.hijack(Request.post("/containers/x/attach"))) {
                stream.out().write("hello".getBytes(UTF_8));
                stream.closeWrite();
                assertThat(sawEnd.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(stream.in().readAllBytes()).asString().isEqualTo("early hello");
            }
            assertThat(daemon.heads.getFirst())
                    .contains("Connection: Upgrade\r\n", "Upgrade: tcp\r\n");
        }
    }

    @Test
    void aStreamIsSentInChunksAndTheAnswerMayComeBeforeItsEnd() throws Exception {
        byte[] body = new byte[300_000];
        try (ScriptedDaemon daemon =
                        new ScriptedDaemon(
                                socket(),
                                (self, in, out) -> {
                                    self.head(in);
                                    ScriptedDaemon.answer(
                                            out, document("200 OK", "{\"status\":\"x\"}"));
                                    in.transferTo(java.io.OutputStream.nullOutputStream());
                                });
                DockerClient client = new DockerClient(daemon.endpoint(), "1.40")) {
            Request load =
                    Request.post("/images/load").stream(
                            new ByteArrayInputStream(body), "application/x-tar");
            try (Response response = client.send(load);
                    Json.Documents documents = response.documents()) {
                assertThat(Json.print(documents.next())).isEqualTo("{\"status\":\"x\"}");
                assertThat(documents.next()).isNull();
            }
            assertThat(daemon.heads.getFirst()).contains("Transfer-Encoding: chunked\r\n");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAFailure() throws Exception {
        try (ScriptedDaemon daemon =
                        new ScriptedDaemon(
                                socket(),
                                (self, in, out) -> {
                                    self.head(in);
                                    ScriptedDaemon.answer(
                                            out, "HTTP/1.1 200 OK\nContent-Length: 10\n\n{");
                                });
                DockerClient client = new DockerClient(daemon.endpoint(), "1.40")) {
            assertThatThrownBy(() -> client.json(Request.get("/a")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("unexpected EOF");
        }
    }

    @Test
    void nobodyThereIsSaidToBeSo() {
        DockerClient client = new DockerClient(new Endpoint.Unix("/nosuch/socket"), null);

        assertThatThrownBy(() -> client.call(Request.get("/info")))
                .isInstanceOfSatisfying(
                        ConnectException.class,
                        e -> {
                            assertThat(e.why()).isEqualTo(ConnectException.Why.NOBODY_THERE);
                            assertThat(e.endpoint()).isEqualTo("unix:///nosuch/socket");
                        });
    }

    @Test
    void endpointsAreReadAsDockerWritesThem() {
        assertThat(Endpoint.parse("unix:///a/b")).isEqualTo(new Endpoint.Unix("/a/b"));
        assertThat(Endpoint.parse("tcp://h:1")).isEqualTo(new Endpoint.Tcp("h", 1));
        assertThat(Endpoint.parse("tcp://h")).isEqualTo(new Endpoint.Tcp("h", 2375));
        assertThat(Endpoint.parse("tcp://[::1]:5")).isEqualTo(new Endpoint.Tcp("::1", 5));
        assertThatThrownBy(() -> Endpoint.parse("foo://x"))
                .hasMessage("invalid bind address format: foo://x");
        assertThatThrownBy(() -> Endpoint.parse("tcp://h:x"))
                .hasMessage("invalid bind address format: tcp://h:x");
    }

    @Test
    void versionsCompareByNumber() {
        assertThat(DockerClient.compare("1.9", "1.51")).isNegative();
        assertThat(DockerClient.compare("1.51", "1.51")).isZero();
        assertThat(DockerClient.compare("2.0", "1.51")).isPositive();
    }

    private static String document(String status, String body) {
        return "HTTP/1.1 " + status + "\nContent-Length: " + body.length() + "\n\n" + body;
    }
}
