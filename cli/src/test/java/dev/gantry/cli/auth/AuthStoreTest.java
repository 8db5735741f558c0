package dev.gantry.cli.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthStoreTest {
    private static final Auth ALICE = new Auth("reg.example:5000", "alice", "s3cret", "");

    @TempDir Path dir;
    private AuthStore auths;

    @BeforeEach
    void open() {
        auths = new AuthStore(dir.resolve("docker"));
    }

    private void write(String json) throws IOException {
        Files.createDirectories(auths.directory());
        Files.writeString(auths.file(), json);
    }

    private static String decoded(String header) {
        return new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8);
    }

    @Test
    void whatWasKeptIsShownToThatRegistryOnly() throws Exception {
        assertThat(auths.keep(ALICE)).isTrue();
        assertThat(decoded(auths.header("reg.example:5000/a/b:1")))
                .isEqualTo(
                        "{\"username\":\"alice\",\"password\":\"s3cret\",\"serveraddress\":\"reg.example:5000\"}");
        assertThat(decoded(auths.header("reg.example/a/b:1"))).isEqualTo("{}");
        assertThat(decoded(auths.header("busybox"))).isEqualTo("{}");
        auths.forget("https://reg.example:5000/v1/");
        assertThat(auths.find("reg.example:5000")).isEmpty();
    }

    @Test
    void theFileIsForItsOwnerOnlyAndReplacedAsAWhole() throws Exception {
        write("{\"HttpHeaders\":{\"a\":\"b\"},\"auths\":{\"x.example\":{\"auth\":\"eDp5\"}}}");
        Files.setPosixFilePermissions(auths.file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        Object before = Files.getAttribute(auths.file(), "unix:ino");
        auths.keep(ALICE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(auths.file())))
                .isEqualTo("rw-------");
        assertThat(Files.getAttribute(auths.file(), "unix:ino")).isNotEqualTo(before);
        try (Stream<Path> files = Files.list(auths.directory())) {
            assertThat(files).containsExactly(auths.file());
        }
        JsonValue.Obj content = (JsonValue.Obj) Json.parse(Files.readAllBytes(auths.file()));
        assertThat(content.object("HttpHeaders").text("a", "")).isEqualTo("b");
        assertThat(content.object("auths").fields())
                .containsOnlyKeys("x.example", "reg.example:5000");
    }

    @Test
    void aLinkedFileIsReplacedWhereItLies() throws Exception {
        Path real = dir.resolve("real.json");
        Files.writeString(real, "{}");
        Files.createDirectories(auths.directory());
        Files.createSymbolicLink(auths.file(), real);
        auths.keep(ALICE);
        assertThat(auths.file()).isSymbolicLink();
        assertThat(Files.readString(real)).contains("reg.example:5000");
    }

    @Test
    void anIdentityTokenStandsInPlaceOfAPassword() throws Exception {
        auths.keep(new Auth("reg.example", "alice", "", "T"));
        assertThat(Files.readString(auths.file()))
                .contains("\"identitytoken\": \"T\"")
                .contains(
                        Base64.getEncoder()
                                .encodeToString("alice:".getBytes(StandardCharsets.UTF_8)));
        assertThat(decoded(auths.header("reg.example/a")))
                .isEqualTo(
                        "{\"username\":\"alice\",\"serveraddress\":\"reg.example\",\"identitytoken\":\"T\"}");
    }

    @Test
    void dockerHubHasOneName() throws Exception {
        auths.keep(new Auth(Server.of(""), "bob", "p", ""));
        assertThat(Files.readString(auths.file())).contains("\"https://index.docker.io/v1/\"");
        for (String image : new String[] {"busybox", "docker.io/a/b", "a/b:1"}) {
            assertThat(decoded(auths.header(image))).contains("bob");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/bin/x", "a/b", "-x", ".x", "a b", "$(x)"})
    void aHelperIsNoPath(String name) throws Exception {
        write(Json.print(JsonValue.object().put("credsStore", name).build()));
        assertThatThrownBy(() -> auths.header("reg.example/a"))
                .hasMessageContaining("invalid credential helper");
        assertThatThrownBy(() -> auths.keep(ALICE))
                .hasMessageContaining("invalid credential helper");
    }

    @Test
    void aHelperThatIsNowhereIsSaidToBe() throws Exception {
        write("{\"credHelpers\":{\"reg.example\":\"no-such-thing\"}}");
        assertThatThrownBy(() -> auths.header("reg.example/a"))
                .hasMessageContaining("\"docker-credential-no-such-thing\"");
        assertThat(decoded(auths.header("other.example/a"))).isEqualTo("{}");
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(ALICE.toString()).doesNotContain("s3cret");
    }
}
