package dev.gantry.cli.auth;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Docker's `config.json`: which registries have credentials, here or with a helper. What else it
/// says is kept as it is. It is written beside and moved into place, for nobody but its owner to
/// read: there is always the old file or the new one.
record ConfigFile(Path path, JsonValue.Obj content) {
    static ConfigFile read(Path directory) throws IOException {
        Path file = directory.resolve("config.json");
        try {
            byte[] text = Files.readAllBytes(file);
            if (text.length == 0) {
                return new ConfigFile(file, JsonValue.object().build());
            }
            if (Json.parse(text) instanceof JsonValue.Obj content) {
                return new ConfigFile(file, content);
            }
            throw new IOException("%s: it is no JSON object".formatted(file));
        } catch (NoSuchFileException e) {
            return new ConfigFile(file, JsonValue.object().build());
        } catch (JsonException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()));
        }
    }

    /// The name of the helper that keeps a registry's credentials; empty for this file itself.
    String helper(String server) {
        String own = content.object("credHelpers").text(server, "");
        return own.isEmpty() ? content.text("credsStore", "") : own;
    }

    Optional<Auth> find(String server) {
        JsonValue.Obj auths = content.object("auths");
        for (Map.Entry<String, JsonValue> entry : auths.fields().entrySet()) {
            boolean isIt =
                    entry.getKey().equals(server)
                            || Server.host(entry.getKey()).equals(Server.host(server));
            if (isIt && entry.getValue() instanceof JsonValue.Obj fields) {
                return auth(server, fields);
            }
        }
        return Optional.empty();
    }

    private static Optional<Auth> auth(String server, JsonValue.Obj fields) {
        String identity = fields.text("identitytoken", "");
        String pair = decoded(fields.text("auth", ""));
        int colon = pair.indexOf(':');
        String user = colon < 0 ? fields.text("username", "") : pair.substring(0, colon);
        String password = colon < 0 ? fields.text("password", "") : pair.substring(colon + 1);
        return user.isEmpty() && identity.isEmpty()
                ? Optional.empty()
                : Optional.of(new Auth(server, user, password, identity));
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
                    .replaceFirst("\0+$", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /// @param secret whether the secret itself is kept here, or by a helper
    ConfigFile with(Auth auth, boolean secret) {
        JsonValue.Builder entry = JsonValue.object();
        if (secret) {
            String pair = auth.user() + ":" + (auth.identity().isEmpty() ? auth.password() : "");
            entry.put(
                    "auth",
                    Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            if (!auth.identity().isEmpty()) {
                entry.put("identitytoken", auth.identity());
            }
        }
        Map<String, JsonValue> auths = new LinkedHashMap<>(content.object("auths").fields());
        auths.put(auth.server(), entry.build());
        return withAuths(auths);
    }

    ConfigFile without(String server) {
        Map<String, JsonValue> auths = new LinkedHashMap<>(content.object("auths").fields());
        auths.keySet().removeIf(key -> Server.host(key).equals(Server.host(server)));
        return withAuths(auths);
    }

    private ConfigFile withAuths(Map<String, JsonValue> auths) {
        Map<String, JsonValue> fields = new LinkedHashMap<>(content.fields());
        fields.put("auths", new JsonValue.Obj(auths));
        return new ConfigFile(path, new JsonValue.Obj(fields));
    }

    void write() throws IOException {
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path directory = Optional.ofNullable(target.getParent()).orElse(Path.of("/"));
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path beside =
                Files.createTempFile(
                        directory,
                        ".config.json-",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            fill(beside);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private void fill(Path file) throws IOException {
        ByteBuffer text =
                ByteBuffer.wrap(
                        JsonText.indent(Json.print(content))
                                .replace("    ", "\t")
                                .getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(file, EnumSet.of(StandardOpenOption.WRITE))) {
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
    }
}
