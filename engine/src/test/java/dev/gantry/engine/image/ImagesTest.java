package dev.gantry.engine.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.engine.EngineException;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which images there are, what they are called, and what a removal takes with it.
class ImagesTest {
    private static final Platform ARM = Platform.parse("linux/arm64");

    @TempDir Path directory;
    private ImageStore store;
    private Images images;
    private Digest used;
    private boolean runs;

    @BeforeEach
    void open() throws IOException {
        store = ImageStore.open(directory);
        images = store.images();
        images.usedBy(id ->
                id.equals(used)
                        ? Optional.of(new ImageUsers.User("c".repeat(64), runs))
                        : Optional.empty());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void reopen() throws IOException {
        store.close();
        open();
    }

    private Image load(String name, String... layers) throws Exception {
        ArchiveMaker archive = new ArchiveMaker();
        Digest id = archive.add(Platform.current().toString(), layers);
        images.load(archive.single(name), Progress.NONE);
        return images.require(id.toString());
    }

    private Image child(Image base, String name) throws Exception {
        return images.make(
                new NewImage(
                        base,
                        base.config().platform(),
                        ImageConfig.Run.NOTHING,
                        "",
                        "a step",
                        "",
                        ImageReference.parse(name)),
                out -> out.write(ArchiveMaker.layer("of " + name)));
    }

    private List<String> remove(String reference, boolean force) throws IOException {
        return images.remove(reference, force, true, null).stream().map(ImagesTest::line).toList();
    }

    private static String line(Removal removal) {
        return switch (removal) {
            case Removal.Untagged(String name) -> "untagged " + name;
            case Removal.Deleted(Digest digest, long size) ->
                    size == 0 ? "deleted " + digest.shortHex() : "layer of " + size;
        };
    }

    @Test
    void platformsOfOneIndexStandBesideEachOther() throws Exception {
        ArchiveMaker archive = new ArchiveMaker();
        Digest arm = archive.add("linux/arm64", "shared", "arm");
        Digest own = archive.add(Platform.current().toString(), "shared", "own");
        images.load(archive.index("docker.io/library/multi:1"), Progress.NONE);
        for (int round = 0; round < 2; round++) {
            assertThat(images.require("multi:1").id()).isEqualTo(own);
            assertThat(images.require("multi:1", ARM).id()).isEqualTo(arm);
            assertThat(images.require(arm.toString()).isVariant()).isTrue();
            assertThat(images.require(arm.toString()).tags()).isEmpty();
            assertThat(images.manifests(images.require("multi:1")))
                    .hasSize(2)
                    .allMatch(ManifestSummary::available);
            reopen();
        }
        images.tag("multi:1", ImageReference.parse("again:2"));
        assertThat(images.require("again:2", ARM).id()).isEqualTo(arm);
    }

    @Test
    void savedPlatformsComeBackTogether() throws Exception {
        ArchiveMaker archive = new ArchiveMaker();
        Digest arm = archive.add("linux/arm64", "arm");
        Digest own = archive.add(Platform.current().toString(), "own");
        images.load(archive.index("docker.io/library/multi:1"), Progress.NONE);
        Digest root = images.root(images.require("multi:1")).digest();
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        images.save(List.of("multi:1"), null).writeTo(saved);
        remove("multi:1", false);
        assertThat(images.all()).isEmpty();
        assertThat(store.blobs()).isEmpty();
        images.load(new ByteArrayInputStream(saved.toByteArray()), Progress.NONE);
        assertThat(images.require("multi:1").id()).isEqualTo(own);
        assertThat(images.require("multi:1", ARM).id()).isEqualTo(arm);
        assertThat(images.root(images.require("multi:1")).digest()).isEqualTo(root);
    }

    @Test
    void onePlatformCanBeLoadedSavedAndRemoved() throws Exception {
        ArchiveMaker archive = new ArchiveMaker();
        Digest arm = archive.add("linux/arm64", "arm");
        archive.add(Platform.current().toString(), "own");
        images.load(archive.index("docker.io/library/multi:1"), ARM, Progress.NONE);
        assertThat(images.require("multi:1").id()).isEqualTo(arm);
        images.load(archive.index("docker.io/library/multi:1"), Progress.NONE);
        assertThat(images.require("multi:1").id()).isNotEqualTo(arm);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        images.save(List.of("multi:1"), ARM).writeTo(saved);
        images.remove("multi:1", false, true, ARM);
        assertThat(images.find(arm.toString())).isEmpty();
        assertThat(images.find("multi:1")).isPresent();
        images.load(new ByteArrayInputStream(saved.toByteArray()), Progress.NONE);
        assertThat(images.require("multi:1").id()).isEqualTo(arm);
        assertThatThrownBy(() -> images.save(List.of("multi:1"), Platform.parse("linux/s390x")))
                .hasMessage("no suitable export target found for platform linux/s390x");
    }

    @Test
    void aNameThatMovesLeavesTheOldImageNameless() throws Exception {
        Image first = load("x:1", "one");
        Image second = load("x:1", "two");
        assertThat(images.require("x:1").id()).isEqualTo(second.id());
        assertThat(images.require(first.id().toString()).names()).isEmpty();
        assertThat(prune(false)).containsExactly("deleted " + first.id().shortHex(), "layer of 3");
        assertThat(images.all()).extracting(Image::id).containsExactly(second.id());
    }

    private List<String> prune(boolean tagged) throws IOException {
        return images.prune(new ImagePrune.Wanted(tagged, _ -> true)).removals().stream()
                .map(ImagesTest::line)
                .toList();
    }

    @Test
    void theLastNameTakesTheImageWithIt() throws Exception {
        Image image = load("x:1", "one", "three");
        images.tag("x:1", ImageReference.parse("y:1"));
        assertThat(remove("x:1", false)).containsExactly("untagged x:1");
        assertThat(remove("y:1", false))
                .containsExactly(
                        "untagged y:1",
                        "deleted " + image.id().shortHex(),
                        "layer of 5",
                        "layer of 3");
        assertThat(store.blobs()).isEmpty();
        assertThat(store.layers().all()).isEmpty();
    }

    @Test
    void sharedLayersStayWithWhoSharesThem() throws Exception {
        load("x:1", "base", "x");
        load("y:1", "base", "yy");
        assertThat(remove("x:1", false)).contains("layer of 1").doesNotContain("layer of 4");
        assertThat(store.layers().all()).hasSize(2);
        assertThat(images.sharedSizes().values()).containsExactly(0L);
    }

    @Test
    void anImageOfSeveralNamesIsRemovedByItsIdOnlyWithForce() throws Exception {
        Image image = load("x:1", "one");
        images.tag("x:1", ImageReference.parse("y:1"));
        assertThatThrownBy(() -> remove(image.id().toString(), false))
                .hasMessage(
                        "conflict: unable to delete %s (must be forced) - image is referenced in multiple repositories",
                        image.id().shortHex());
        assertThat(remove(image.id().hex().substring(0, 5), true))
                .startsWith("untagged x:1", "untagged y:1");
    }

    @Test
    void parentsGoWithTheirLastChild() throws Exception {
        Image base = load("base:1", "one");
        Image child = child(base, "child:1");
        assertThat(child.parent()).isEqualTo(base.id());
        assertThatThrownBy(() -> remove(base.id().toString(), true))
                .hasMessageEndingWith("(cannot be forced) - image has dependent child images");
        assertThat(remove("base:1", false)).containsExactly("untagged base:1");
        assertThat(images.find(base.id().toString())).isPresent();
        assertThat(prune(false)).isEmpty();
        assertThat(remove("child:1", false))
                .contains("deleted " + child.id().shortHex(), "deleted " + base.id().shortHex());
        assertThat(store.blobs()).isEmpty();
    }

    @Test
    void aUsedImageStaysForItsContainerEvenWhenForced() throws Exception {
        Image image = load("x:1", "one");
        used = image.id();
        assertThatThrownBy(() -> remove("x:1", false))
                .hasMessage(
                        "conflict: unable to remove repository reference \"x:1\" (must force) - container cccccccccccc is using its referenced image %s",
                        image.id().shortHex());
        assertThatThrownBy(() -> remove(image.id().toString(), false))
                .hasMessageEndingWith(
                        "(must be forced) - image is being used by stopped container cccccccccccc");
        assertThat(remove("x:1", true))
                .containsExactly("untagged x:1", "deleted " + image.id().shortHex());
        assertThat(images.find(image.id().toString())).isEmpty();
        reopen();
        assertThat(images.layersOf(image.id())).hasSize(1).allMatch(store.layers()::has);
        used = null;
        images.released();
        assertThat(store.layers().all()).isEmpty();
        assertThat(store.blobs()).isEmpty();
    }

    @Test
    void nothingForcesAnImageFromARunningContainer() throws Exception {
        Image image = load("x:1", "one");
        used = image.id();
        runs = true;
        assertThatThrownBy(() -> remove(image.id().toString(), true))
                .hasMessageEndingWith(
                        "(cannot be forced) - image is being used by running container cccccccccccc");
        assertThat(remove("x:1", true)).containsExactly("untagged x:1");
        assertThat(images.find(image.id().toString())).isPresent();
    }

    @Test
    void anImageInUseIsNotRemovedFromUnderItsUser() throws Exception {
        Image image = load("x:1", "one");
        try (ImageUse use = images.use("x:1", null)) {
            remove("x:1", false);
            assertThat(images.find("x:1")).isEmpty();
            assertThat(use.image().config().chain()).allMatch(store.layers()::has);
        }
        images.released();
        assertThat(store.layers().all()).isEmpty();
        assertThat(image.names()).hasSize(1);
    }

    @Test
    void aLayerWithoutEntriesIsNoLayer() throws Exception {
        Image base = load("base:1", "one");
        Image same =
                images.make(
                        new NewImage(
                                base,
                                base.config().platform(),
                                ConfigChanges.apply(base.config().run(), List.of("ENV A=1")),
                                "me",
                                "",
                                "",
                                null),
                        out -> out.write(new byte[1024]));
        assertThat(same.config().diffIds()).isEqualTo(base.config().diffIds());
        assertThat(same.config().history().getLast().emptyLayer()).isTrue();
        assertThat(same.config().author()).isEqualTo("me");
    }

    @Test
    void aLayerThatIsNoArchiveLeavesNothing() throws Exception {
        NewImage wanted =
                new NewImage(null, Platform.current(), ImageConfig.Run.NOTHING, "", "", "", null);
        assertThatThrownBy(() ->
                        images.make(
                                wanted,
                                out -> out.write("no tar at all".repeat(99).getBytes(UTF_8))))
                .isInstanceOf(EngineException.class);
        assertThat(images.all()).isEmpty();
        assertThat(store.blobs()).isEmpty();
        assertThat(store.layers().all()).isEmpty();
    }

    @Test
    void aDamagedImageIsNamedAndCanBeLoadedAgain() throws Exception {
        Image image = load("x:1", "one");
        Path config = directory.resolve("content/blobs/sha256").resolve(image.id().hex());
        java.nio.file.Files.write(config, new byte[10]);
        reopen();
        assertThat(images.all()).isEmpty();
        assertThatThrownBy(() -> images.require("x:1"))
                .hasMessageContaining(image.id().shortHex())
                .hasMessageContaining("pull it again");
        assertThat(load("x:1", "one").id()).isEqualTo(image.id());
        assertThat(images.require("x:1").id()).isEqualTo(image.id());
    }
}
