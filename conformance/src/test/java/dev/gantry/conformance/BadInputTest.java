package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bad input gets a clear answer and leaves nothing behind; its good twin works.
@Timeout(180)
class BadInputTest {
    private static Gantryd daemon;
    private static String images;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
        images = daemon.docker("images", "-q").checked();
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    @AfterEach
    void theDaemonIsAliveAndTheStoreAsBefore() throws Exception {
        assertThat(daemon.isAlive()).isTrue();
        assertThat(daemon.docker("images", "-q").checked()).isEqualTo(images);
        assertThat(daemon.docker("run", "--rm", "gantry/busybox", "echo", "ok").checked())
                .isEqualTo("ok\n");
    }

    private static void assertStatus(int status, String answer) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("{\"message\":\"");
    }

    @Test
    void requestsThatAreNoJson() throws Exception {
        assertStatus(400, daemon.post("/v1.51/containers/create", "{\"Image\":"));
        assertStatus(400, daemon.post("/v1.51/containers/create", "[]"));
        assertStatus(400, daemon.post("/v1.51/containers/create", ""));
        assertStatus(400, daemon.post("/v1.51/containers/create", "{\"Image\":5}"));
        assertStatus(
                400,
                daemon.post(
                        "/v1.51/containers/create", "{\"Image\":\"gantry/busybox\",\"Cmd\":[1]}"));
        assertStatus(
                400,
                daemon.post(
                        "/v1.51/containers/create",
                        "{\"Image\":\"gantry/busybox\",\"HostConfig\":{\"Memory\":\"much\"}}"));
    }

    @Test
    void unknownFieldsAreNoHarm() throws Exception {
        String answer =
                daemon.post(
                        "/v1.51/containers/create?name=twin",
                        "{\"Image\":\"gantry/busybox\",\"Nonsense\":{\"a\":[1]}}");
        assertThat(answer).startsWith("HTTP/1.1 201 ");
        daemon.docker("rm", "twin").checked();
    }

    @Test
    void unknownImagesContainersAndRoutes() throws Exception {
        assertStatus(404, daemon.post("/v1.51/containers/create", "{\"Image\":\"nosuch\"}"));
        assertStatus(404, daemon.post("/v1.51/containers/nosuch/start", ""));
        assertStatus(404, daemon.post("/v1.51/nosuch", ""));
        assertStatus(400, daemon.post("/v1.99/containers/create", "{}"));
    }

    @Test
    void aHundredMegabytesOfJson() throws Exception {
        byte[] head =
                "POST /v1.51/containers/create HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n{\"Image\":\""
                        .getBytes(UTF_8);
        byte[] request = Arrays.copyOf(head, head.length + (100 << 20));
        Arrays.fill(request, head.length, request.length, (byte) 'a');
        assertThat(daemon.http(request)).startsWith("HTTP/1.1 4");
    }

    @Test
    void archivesThatAreCutOrNone() throws Exception {
        Path good = Files.createTempFile("good", ".tar");
        daemon.docker("save", "-o", good.toString(), "gantry/busybox").checked();
        byte[] bytes = Files.readAllBytes(good);
        for (int length :
                new int[] {0, 511, 512, 4000, bytes.length / 2, bytes.length - 1_000_000}) {
            Command.Result load =
                    daemon.docker(new ByteArrayInputStream(Arrays.copyOf(bytes, length)), "load");
            assertThat(load.code()).as("cut at " + length).isNotZero();
        }
        assertThat(daemon.docker(new ByteArrayInputStream(bytes), "load").checked())
                .isEqualTo("Loaded image: gantry/busybox:latest\n");
        Files.delete(good);
    }

    @Test
    void layersThatReachOut() throws Exception {
        for (BadArchive.Trick trick : BadArchive.Trick.values()) {
            Command.Result load =
                    daemon.docker(new ByteArrayInputStream(BadArchive.with(trick)), "load");
            assertThat(load.code()).as(trick + ": " + load.out()).isNotZero();
            assertThat(load.err()).as(trick.name()).doesNotContain("500");
        }
        Path escaped = Path.of("/tmp/gantry-escaped");
        assertThat(escaped).doesNotExist();
        daemon.docker(new ByteArrayInputStream(BadArchive.throughALink()), "load").checked();
        assertThat(escaped).doesNotExist();
        daemon.docker("rmi", "tricky").checked();
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        good.writeBytes(BadArchive.good());
        assertThat(daemon.docker(new ByteArrayInputStream(good.toByteArray()), "load").checked())
                .isEqualTo("Loaded image: tricky:latest\n");
        assertThat(daemon.docker("run", "--rm", "tricky").checked()).isEqualTo("fine\n");
        daemon.docker("rmi", "tricky").checked();
    }
}
