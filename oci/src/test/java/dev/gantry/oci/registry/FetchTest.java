package dev.gantry.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.blob.Ingest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
    private static final Credentials ALICE = new Credentials.Password("alice", "s3cret");

    @TempDir Path dir;
    private PlayedRegistry played;
    private ImageReference ref;
    private BlobStore blobs;
    private final byte[] content = new byte[300_000];
    private Descriptor blob;
    private String path;
    private final List<Long> progress = new CopyOnWriteArrayList<>();
    private final Registry registry =
            new Registry(
                    RegistryOptions.defaults("test/1")
                            .withPatience(Duration.ofSeconds(5), Duration.ofMillis(1), 4));

    @BeforeEach
    void start() throws IOException {
        new Random(5).nextBytes(content);
        blob = Descriptor.of("", content);
        path = "/v2/lib/box/blobs/" + blob.digest();
        played = PlayedRegistry.start("127.0.0.1");
        ref = ImageReference.parse(played.host() + "/lib/box:1");
        blobs = BlobStore.open(dir.resolve("content"));
    }

    @AfterEach
    void stop() {
        played.close();
    }

    private void fetch() throws IOException, InterruptedException {
        try (Ingest ingest = blobs.ingest(blob.digest().toString())) {
            try {
                registry.fetch(ref, blob, ingest, progress::add, ALICE);
            } catch (IOException e) {
                ingest.keep();
                throw e;
            }
        }
    }

    private byte[] from(PlayedRegistry.Exchange exchange) {
        String range = exchange.seen().header("Range");
        int offset = Integer.parseInt(range.replaceAll("\\D", ""));
        return Arrays.copyOfRange(content, offset, content.length);
    }

    private String contentRange(PlayedRegistry.Exchange exchange) {
        String offset = exchange.seen().header("Range").replaceAll("\\D", "");
        return "bytes %s-%d/%d".formatted(offset, content.length - 1, content.length);
    }

    @Test
    void aBlobIsFetchedVerifiedAndCommitted() throws Exception {
        played.gives(path, content);
        fetch();
        assertThat(blobs.read(blob.digest(), content.length)).isEqualTo(content);
        assertThat(progress).startsWith(0L).endsWith((long) content.length).isSorted();
    }

    @Test
    void anEmptyBlobNeedsNoRequest() throws Exception {
        blob = Descriptor.of("", new byte[0]);
        fetch();
        assertThat(blobs.size(blob.digest())).isZero();
        assertThat(played.seen).isEmpty();
    }

    @Test
    void aBrokenConnectionIsTakenUpWhereItBroke() throws Exception {
        played.on(
                path,
                e -> {
                    if (e.seen().header("Range").isEmpty()) {
                        e.cut(200, content, 100_000);
                    } else if (played.seen.size() == 2) {
                        e.cut(206, from(e), 50_000, "Content-Range", contentRange(e));
                    } else {
                        e.answer(206, from(e), "Content-Range", contentRange(e));
                    }
                });
        fetch();
        assertThat(blobs.has(blob.digest())).isTrue();
        assertThat(played.seen)
                .extracting(s -> s.header("Range").replaceAll("[0-9]{4,6}", "n"))
                .containsExactly("", "bytes=n-", "bytes=n-");
    }

    @Test
    void asLongAsItComesOnThereIsAnotherAttempt() throws Exception {
        byte[] large = new byte[12 << 20];
        blob = Descriptor.of("", large);
        path = "/v2/lib/box/blobs/" + blob.digest();
        played.on(
                path,
                e -> {
                    String range = e.seen().header("Range").replaceAll("\\D", "");
                    int from = range.isEmpty() ? 0 : Integer.parseInt(range);
                    byte[] rest = Arrays.copyOfRange(large, from, large.length);
                    String said = "bytes %d-%d/%d".formatted(from, large.length - 1, large.length);
                    int status = from == 0 ? 200 : 206;
                    e.cut(status, rest, Math.min(1 << 20, rest.length), "Content-Range", said);
                });
        fetch();
        assertThat(blobs.has(blob.digest())).isTrue();
        // the client may lose what came just before the end
        assertThat(played.seen).hasSizeBetween(12, 24);
    }

    @Test
    void anotherPullGoesOnWhereTheFirstGaveUp() throws Exception {
        played.on(
                path,
                e -> {
                    if (e.seen().header("Range").isEmpty()) {
                        e.cut(200, content, 70_000);
                    } else {
                        e.answer(503, "");
                    }
                });
        assertThatThrownBy(this::fetch).isInstanceOf(RegistryException.class);
        played.on(path, e -> e.answer(206, from(e), "Content-Range", contentRange(e)));
        fetch();
        assertThat(played.seen.getLast().header("Range")).matches("bytes=[0-9]{4,5}-");
        assertThat(blobs.has(blob.digest())).isTrue();
    }

    @Test
    void aRegistryWithoutRangesIsAskedForAllOfIt() throws Exception {
        played.on(
                path,
                e -> {
                    if (played.seen.size() == 1) {
                        e.cut(200, content, 100_000);
                    } else {
                        e.answer(200, content);
                    }
                });
        fetch();
        assertThat(blobs.has(blob.digest())).isTrue();
        played.close();
    }

    @Test
    void aRefusedOrWrongRangeIsNotBelieved() throws Exception {
        try (Ingest ingest = blobs.ingest(blob.digest().toString())) {
            ingest.write(content, 0, 10);
            ingest.keep();
        }
        played.on(
                path,
                e -> {
                    if (e.seen().header("Range").isEmpty()) {
                        e.answer(200, content);
                    } else {
                        e.answer(416, "");
                    }
                });
        fetch();
        assertThat(blobs.has(blob.digest())).isTrue();

        blobs.delete(blob.digest());
        try (Ingest ingest = blobs.ingest(blob.digest().toString())) {
            ingest.write(content, 0, 10);
            ingest.keep();
        }
        played.on(
                path,
                e -> {
                    if (e.seen().header("Range").isEmpty()) {
                        e.answer(200, content);
                    } else {
                        e.answer(206, from(e), "Content-Range", "bytes 20-29/30");
                    }
                });
        fetch();
        assertThat(blobs.read(blob.digest(), content.length)).isEqualTo(content);
    }

    @Test
    void damagedLeftoversAreFetchedAnew() throws Exception {
        try (Ingest ingest = blobs.ingest(blob.digest().toString())) {
            ingest.write(new byte[10], 0, 10);
            ingest.keep();
        }
        played.on(
                path,
                e -> {
                    if (e.seen().header("Range").isEmpty()) {
                        e.answer(200, content);
                    } else {
                        e.answer(206, from(e), "Content-Range", contentRange(e));
                    }
                });
        fetch();
        assertThat(blobs.read(blob.digest(), content.length)).isEqualTo(content);
        assertThat(played.seen).hasSize(2);
    }

    @Test
    void anotherContentIsRefusedOnce() {
        byte[] other = content.clone();
        other[7] ^= 1;
        played.gives(path, other);
        assertThatThrownBy(this::fetch)
                .hasMessageContaining("filesystem layer verification failed")
                .extracting(e -> ((RegistryException) e).kind())
                .isEqualTo(RegistryException.Kind.PROTOCOL);
        assertThat(played.seen).hasSize(1);
        assertThat(blobs.has(blob.digest())).isFalse();
    }

    @Test
    void moreThanWasPromisedIsRefused() {
        played.gives(path, Arrays.copyOf(content, content.length + 1));
        assertThatThrownBy(this::fetch).hasMessageContaining("sent more than 300000 bytes");
    }

    @Test
    void aRedirectIsFollowedWithoutSecrets() throws Exception {
        try (PlayedRegistry storage = PlayedRegistry.start("127.0.0.2")) {
            storage.gives("/signed", content);
            played.on(
                    path,
                    e -> {
                        if (e.seen().header("Authorization").isEmpty()) {
                            e.answer(401, "", "WWW-Authenticate", "Basic realm=\"x\"");
                        } else {
                            e.answer(
                                    307,
                                    "",
                                    "Location",
                                    "http://" + storage.host() + "/signed?secret=1");
                        }
                    });
            fetch();
            assertThat(blobs.has(blob.digest())).isTrue();
            assertThat(storage.seen.getFirst().header("Authorization")).isEmpty();
            storage.on("/signed", e -> e.answer(400, ""));
            blobs.delete(blob.digest());
            assertThatThrownBy(this::fetch)
                    .hasMessageContaining(storage.host() + "/signed\"")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aChallengeFromWhereARedirectLedIsNotAnswered() throws Exception {
        try (PlayedRegistry storage = PlayedRegistry.start("127.0.0.2")) {
            storage.on("/x", e -> e.answer(401, "", "WWW-Authenticate", "Basic realm=\"x\""));
            played.on(path, e -> e.answer(307, "", "Location", "http://" + storage.host() + "/x"));
            assertThatThrownBy(this::fetch).hasMessageContaining("pull access denied");
            assertThat(storage.seen).allMatch(s -> s.header("Authorization").isEmpty());
            assertThat(played.seen).allMatch(s -> s.header("Authorization").isEmpty());
        }
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        played.on(
                path,
                e -> {
                    e.http().sendResponseHeaders(200, content.length);
                    e.http().getResponseBody().write(content, 0, 1000);
                    e.http().getResponseBody().flush();
                    try {
                        Thread.sleep(10_000);
                    } catch (InterruptedException x) {
                        throw new IOException(x);
                    }
                });
        List<Throwable> thrown = new ArrayList<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                fetch();
                            } catch (IOException | InterruptedException e) {
                                thrown.add(e);
                            }
                        });
        while (progress.size() < 2) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
        assertThat(thrown).hasExactlyElementsOfTypes(InterruptedException.class);
    }
}
