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
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A blob comes through whatever a registry does, without being fetched anew; or is refused when
/// what came is not it.
class FlakyRegistryTest {
    private static final Set<FlakyRegistry.Behaviour> HOPELESS =
            EnumSet.of(FlakyRegistry.Behaviour.FLIPPED_BYTE, FlakyRegistry.Behaviour.ENDLESS);
    private static final List<Integer> SIZES = List.of(10_000, 1_000_000, 5_000_000);

    @TempDir Path dir;

    static Stream<Arguments> cases() {
        return Stream.of(FlakyRegistry.Behaviour.values())
                .flatMap(behaviour -> SIZES.stream().map(size -> Arguments.of(behaviour, size)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aBlobComesThroughOrIsRefused(FlakyRegistry.Behaviour behaviour, int size)
            throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Descriptor blob = Descriptor.of("", content);
        BlobStore blobs = BlobStore.open(dir);
        Registry registry =
                new Registry(
                        RegistryOptions.defaults("test/1")
                                .withPatience(Duration.ofSeconds(2), Duration.ofMillis(1), 8));
        try (FlakyRegistry flaky = new FlakyRegistry(behaviour, content)) {
            ImageReference ref = ImageReference.parse(flaky.host() + "/a/b");
            if (HOPELESS.contains(behaviour)) {
                assertThatThrownBy(() -> fetch(registry, ref, blob, blobs))
                        .isInstanceOf(RegistryException.class)
                        .extracting(e -> ((RegistryException) e).kind())
                        .isEqualTo(RegistryException.Kind.PROTOCOL);
                assertThat(blobs.all()).isEmpty();
                assertThat(flaky.requests()).isOne();
            } else {
                fetch(registry, ref, blob, blobs);
                assertThat(blobs.read(blob.digest(), size)).isEqualTo(content);
                assertThat(flaky.sent()).isLessThanOrEqualTo(size * 13L / 10);
            }
        }
    }

    private static void fetch(
            Registry registry, ImageReference ref, Descriptor blob, BlobStore blobs)
            throws IOException, InterruptedException {
        try (Ingest ingest = blobs.ingest(blob.digest().hex())) {
            registry.fetch(ref, blob, ingest, _ -> {}, Credentials.ANONYMOUS);
        }
    }
}
