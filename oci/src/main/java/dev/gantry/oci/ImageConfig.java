package dev.gantry.oci;

import dev.gantry.base.Json;
import dev.gantry.base.JsonAbsent;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonName;
import dev.gantry.base.JsonValue;
import dev.gantry.base.PascalCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An image's configuration (OCI image-spec, config.md, and Docker's image.json): what to run, and
/// of which layers the image is made. The image id is the digest of {@link #bytes}.
public record ImageConfig(
        byte[] bytes,
        Platform platform,
        @Nullable Instant created,
        String author,
        String dockerVersion,
        String comment,
        Run run,
        List<Digest> diffIds,
        List<History> history) {
    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /// One step of how the image was made.
    public record History(
            @Nullable Instant created,
            @JsonName("created_by") @Nullable String createdBy,
            @Nullable String author,
            @Nullable String comment,
            @JsonName("empty_layer") boolean emptyLayer) {}

    /// What a container of this image runs unless told otherwise. Absent parts are `null`, which is
    /// not the same as empty: an empty entrypoint resets.
    @PascalCase
    public record Run(
            @Nullable String user,
            @Nullable Map<String, JsonValue> exposedPorts,
            @Nullable List<String> env,
            @Nullable List<String> entrypoint,
            @Nullable List<String> cmd,
            @Nullable Map<String, JsonValue> volumes,
            @Nullable String workingDir,
            @Nullable Map<String, String> labels,
            @Nullable String stopSignal,
            @Nullable List<String> shell,
            @Nullable List<String> onBuild,
            boolean argsEscaped,
            @Nullable JsonValue healthcheck) {
        public static final Run NOTHING =
                new Run(
                        null, null, null, null, null, null, null, null, null, null, null, false,
                        null);
    }

    /// The image id: the digest of the configuration's bytes.
    public Digest id() {
        return Digest.of(bytes);
    }

    /// The names under which the stack of layers up to each one is kept (OCI image-spec, config.md,
    /// "Layer ChainID"), lowest first.
    public List<Digest> chain() {
        List<Digest> chain = new ArrayList<>(diffIds.size());
        for (Digest diffId : diffIds) {
            chain.add(
                    chain.isEmpty()
                            ? diffId
                            : Digest.of(
                                    (chain.getLast() + " " + diffId)
                                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        return List.copyOf(chain);
    }

    /// @throws JsonException saying what is wrong with it
    public static ImageConfig parse(byte[] bytes) throws JsonException {
        if (bytes.length > Document.LARGEST) {
            throw new JsonException("image configuration is larger than 4 MiB");
        }
        Text text = Json.read(Text.class, bytes);
        try {
            return text.value(bytes);
        } catch (IllegalArgumentException e) {
            throw new JsonException("image configuration: " + e.getMessage(), e);
        }
    }

    /// Writes a configuration.
    public static ImageConfig of(
            Platform platform,
            @Nullable Instant created,
            Run run,
            List<Digest> diffIds,
            List<History> history) {
        return of(platform, created, "", run, diffIds, history);
    }

    /// Writes a configuration.
    ///
    /// @param author empty for none
    public static ImageConfig of(
            Platform platform,
            @Nullable Instant created,
            String author,
            Run run,
            List<Digest> diffIds,
            List<History> history) {
        Text text =
                new Text(
                        created,
                        author.isEmpty() ? null : author,
                        platform.architecture(),
                        platform.variant(),
                        platform.os(),
                        run,
                        new RootFs("layers", diffIds.stream().map(Digest::toString).toList()),
                        history,
                        null,
                        null);
        try {
            return parse(Json.bytes(text));
        } catch (JsonException e) {
            throw new IllegalStateException(e);
        }
    }

    record RootFs(@Nullable String type, @JsonName("diff_ids") @Nullable List<String> diffIds) {}

    record Text(
            @Nullable Instant created,
            @Nullable String author,
            @Nullable String architecture,
            @Nullable String variant,
            @Nullable String os,
            @Nullable Run config,
            @Nullable RootFs rootfs,
            @Nullable List<History> history,
            @JsonName("docker_version") @JsonAbsent(JsonAbsent.Rule.OMIT_EMPTY)
                    @Nullable String dockerVersion,
            @JsonAbsent(JsonAbsent.Rule.OMIT_EMPTY) @Nullable String comment) {
        private ImageConfig value(byte[] bytes) throws JsonException {
            if (rootfs == null) {
                throw new JsonException("image configuration has no rootfs");
            }
            List<String> diffIds = rootfs.diffIds == null ? List.of() : rootfs.diffIds;
            return new ImageConfig(
                    bytes,
                    Platform.normal(
                            os == null || os.isEmpty() ? "linux" : os,
                            architecture == null || architecture.isEmpty()
                                    ? Platform.current().architecture()
                                    : architecture,
                            variant),
                    created,
                    author == null ? "" : author,
                    dockerVersion == null ? "" : dockerVersion,
                    comment == null ? "" : comment,
                    config == null ? Run.NOTHING : config,
                    diffIds.stream().map(Digest::parse).toList(),
                    history == null ? List.of() : history);
        }
    }
}
