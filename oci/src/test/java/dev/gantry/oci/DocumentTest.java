package dev.gantry.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String CONFIG =
            "{\"mediaType\":\"c\",\"digest\":\"%s\",\"size\":3}".formatted(DIGEST);

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsWrittenIsReadAndKeepsItsBytes() throws JsonException {
        Descriptor config = Descriptor.of(MediaType.OCI_CONFIG, bytes("config"));
        Descriptor layer = Descriptor.of(MediaType.OCI_LAYER_GZIP, bytes("layer"));
        Document.Manifest manifest =
                Document.Manifest.of(MediaType.OCI_MANIFEST, config, List.of(layer));
        assertThat(Document.parse("", manifest.bytes()))
                .usingRecursiveComparison()
                .isEqualTo(manifest);
        Document.Index index = Document.Index.of(List.of(manifest.descriptor()));
        assertThat(Document.parse(MediaType.OCI_INDEX, index.bytes()))
                .usingRecursiveComparison()
                .isEqualTo(index);
        assertThat(manifest.descriptor().digest()).isEqualTo(Digest.of(manifest.bytes()));
    }

    @Test
    void theKindIsFoundWhereItIsNotSaid() throws JsonException {
        String manifest = "{'schemaVersion':2,'config':%s,'layers':[]}".formatted(CONFIG);
        assertThat(Document.parse("", bytes(manifest)).descriptor().mediaType())
                .isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(
                        Document.parse(MediaType.DOCKER_MANIFEST, bytes(manifest))
                                .descriptor()
                                .mediaType())
                .isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(Document.parse("", bytes("{'schemaVersion':2,'manifests':[]}")))
                .isInstanceOf(Document.Index.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "null",
                "{'schemaVersion':1}",
                "{'schemaVersion':2}",
                "{'schemaVersion':2,'config':{},'layers':[]}",
                "{'schemaVersion':2,'config':CONFIG}",
                "{'schemaVersion':2,'config':CONFIG,'layers':[null]}",
                "{'schemaVersion':2,'config':CONFIG,'layers':[{}]}",
                "{'schemaVersion':2,'config':CONFIG,'layers':[{'digest':'sha256:x','size':1}]}",
                "{'schemaVersion':2,'config':CONFIG,'layers':[],'manifests':[]}",
                "{'schemaVersion':2,'config':CONFIG,'config':CONFIG,'layers':[]}",
                "{'schemaVersion':2,'manifests':[null]}",
                "{'schemaVersion':2,'manifests':[{'digest':'DIGEST','size':-1}]}",
                "{'schemaVersion':2,'manifests':[],'layers':[]}"
            })
    void nonsenseIsRefused(String text) {
        byte[] document = bytes(text.replace("CONFIG", CONFIG).replace("DIGEST", DIGEST));
        assertThatThrownBy(() -> Document.parse("", document)).isInstanceOf(JsonException.class);
    }

    @Test
    void absentPartsOfDescriptorsAreNoFailure() throws JsonException {
        String text =
                "{'schemaVersion':2,'annotations':{'a':null},'manifests':[{'digest':'%s','size':1,'annotations':{'a':null},'platform':{}}]}"
                        .formatted(DIGEST);
        assertThat(Document.parse("", bytes(text))).isInstanceOf(Document.Index.class);
    }

    @Test
    void aDocumentThatCameAsAnotherKindIsRefused() {
        byte[] index = Document.Index.of(List.of()).bytes();
        assertThatThrownBy(() -> Document.parse(MediaType.OCI_MANIFEST, index))
                .hasMessageContaining("came as");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'rootfs':null}",
                "{'rootfs':{'diff_ids':[null]}}",
                "{'rootfs':{'diff_ids':['x']}}",
                "{'rootfs':{},'created':'yesterday'}",
                "{'rootfs':{},'config':{'Env':'A=B'}}"
            })
    void aBadConfigurationIsRefused(String text) {
        assertThatThrownBy(() -> ImageConfig.parse(bytes(text))).isInstanceOf(JsonException.class);
    }

    @Test
    void aConfigurationMayLeaveMuchOut() throws JsonException {
        ImageConfig config =
                ImageConfig.parse(
                        bytes("{'rootfs':{'type':'layers'},'history':null,'config':null}"));
        assertThat(config.diffIds()).isEmpty();
        assertThat(config.platform()).isEqualTo(Platform.current());
        assertThat(config.run()).isEqualTo(ImageConfig.Run.NOTHING);
    }

    @Test
    void theChainOfLayersIsThatOfTheSpecification() throws JsonException {
        String one = "sha256:" + "1".repeat(64);
        String two = "sha256:" + "2".repeat(64);
        ImageConfig config =
                ImageConfig.parse(bytes("{'rootfs':{'diff_ids':['%s','%s']}}".formatted(one, two)));
        assertThat(config.chain())
                .containsExactly(Digest.parse(one), Digest.of(bytes(one + " " + two)));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64,linux/amd64",
        "x86_64,linux/amd64",
        "linux/arm64/v8,linux/arm64",
        "linux/arm,linux/arm/v7",
        "linux/ARM/v6,linux/arm/v6",
        "windows/amd64,windows/amd64"
    })
    void platformsAreNormalised(String text, String normal) {
        assertThat(Platform.parse(text)).hasToString(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "linux/", "a/b/c/d", "linux/$"})
    void badPlatformsAreRefused(String text) {
        assertThatThrownBy(() -> Platform.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256",
                "sha256:",
                "sha256:0",
                "md5:00",
                "sha256:" + "G000000000000000000000000000000000000000000000000000000000000000"
            })
    void badDigestsAreRefused(String text) {
        assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
