package dev.gantry.cli.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialProgramTest {
    @TempDir Path dir;

    private CredentialProgram helper(String script) throws IOException {
        Path program = dir.resolve("docker-credential-played");
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new CredentialProgram("played", "relative:" + dir);
    }

    @Test
    void secretsGoThroughItsInput() throws Exception {
        Path told = dir.resolve("told");
        CredentialProgram helper = helper("echo \"$@\" > %s; cat >> %s".formatted(told, told));
        helper.store(new Auth("reg.example", "alice", "s3cret", ""));
        assertThat(Files.readString(told))
                .isEqualTo(
                        "store\n{\"ServerURL\":\"reg.example\",\"Username\":\"alice\",\"Secret\":\"s3cret\"}");
        helper.store(new Auth("reg.example", "alice", "", "T"));
        assertThat(Files.readString(told)).contains("\"Username\":\"<token>\",\"Secret\":\"T\"");
    }

    @Test
    void whatItKnowsIsShown() throws Exception {
        Auth auth =
                helper("echo '{\"ServerURL\":\"x\",\"Username\":\"alice\",\"Secret\":\"s\"}'")
                        .get("reg.example")
                        .orElseThrow();
        assertThat(auth.user()).isEqualTo("alice");
        assertThat(auth.secret()).isEqualTo("s");
        assertThat(
                        helper("echo '{\"Username\":\"<token>\",\"Secret\":\"T\"}'")
                                .get("reg.example")
                                .orElseThrow()
                                .identity())
                .isEqualTo("T");
    }

    @Test
    void whatItDoesNotKnowIsNothing() throws Exception {
        CredentialProgram helper =
                helper("echo 'credentials not found in native keychain'; exit 1");
        assertThat(helper.get("reg.example")).isEmpty();
        helper.erase("reg.example");
        assertThatThrownBy(() -> helper("echo locked; exit 1").get("reg.example"))
                .hasMessage("error getting credentials: docker-credential-played: locked");
    }

    @Test
    void itIsNotLookedForWhereEverybodyMayWrite() throws Exception {
        CredentialProgram helper = helper("exit 0");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> helper.get("reg.example"))
                .hasMessageContaining("executable file not found");
    }
}
