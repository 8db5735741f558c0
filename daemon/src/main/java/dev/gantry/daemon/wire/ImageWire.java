package dev.gantry.daemon.wire;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.Images.Removal;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Images as JSON.
public final class ImageWire {
    private static final String NONE = "<none>";

    private ImageWire() {}

    /// One of `GET /images/json`.
    ///
    /// @param containers how many are of this image
    public static JsonValue listed(Image image, int containers, ApiVersion version) {
        JsonValue.Builder object =
                JsonValue.object()
                        .put("Containers", version.isAtLeast(51) ? containers : -1)
                        .put("Created", seconds(image.config().created()))
                        .put("Id", image.id().toString())
                        .put("Labels", image.config().run().labels())
                        .put("ParentId", "")
                        .put(
                                "RepoDigests",
                                names(image.digests(), NONE + "@" + NONE, image, version))
                        .put("RepoTags", names(image.tags(), NONE + ":" + NONE, image, version))
                        .put("SharedSize", -1)
                        .put("Size", image.size());
        return (version.isAtLeast(44) ? object : object.put("VirtualSize", image.size())).build();
    }

    /// An image without any name had placeholders before 1.43.
    private static List<String> names(
            List<String> names, String placeholder, Image image, ApiVersion version) {
        boolean isNameless = image.names().isEmpty();
        return isNameless && !version.isAtLeast(43) ? List.of(placeholder) : names;
    }

    private static long seconds(@Nullable Instant time) {
        return time == null
                ? Instant.parse("0001-01-01T00:00:00Z").getEpochSecond()
                : time.getEpochSecond();
    }

    /// `GET /images/{name}/json`.
    public static JsonValue inspected(Image image, ApiVersion version) {
        ImageConfig config = image.config();
        JsonValue.Builder object =
                JsonValue.object()
                        .put("Id", image.id().toString())
                        .put("RepoTags", image.tags())
                        .put("RepoDigests", image.digests())
                        .put("Parent", "")
                        .put("Comment", config.comment());
        if (config.created() != null) {
            object.put("Created", config.created());
        }
        object.put("DockerVersion", config.dockerVersion())
                .put("Author", config.author())
                .put("Architecture", config.platform().architecture());
        if (config.platform().variant() != null) {
            object.put("Variant", config.platform().variant());
        }
        object.put("Os", config.platform().os()).put("Size", image.size());
        if (!version.isAtLeast(44)) {
            object.put("VirtualSize", image.size());
        }
        return object.put(
                        "GraphDriver",
                        JsonValue.object()
                                .put("Data", (Object) null)
                                .put("Name", "overlay2")
                                .build())
                .put(
                        "RootFS",
                        JsonValue.object()
                                .put("Type", "layers")
                                .put(
                                        "Layers",
                                        config.diffIds().stream().map(Digest::toString).toList())
                                .build())
                .put("Metadata", JsonValue.object().put("LastTagTime", image.lastTagged()).build())
                .put("Config", config(config.run(), version))
                .build();
    }

    /// Sorted by name; before 1.50 also with what only containers have.
    private static JsonValue config(ImageConfig.Run run, ApiVersion version) {
        TreeMap<String, JsonValue> fields = new TreeMap<>();
        fields.put("Cmd", Json.tree(run.cmd()));
        fields.put("Entrypoint", Json.tree(run.entrypoint()));
        fields.put("Env", Json.tree(run.env()));
        fields.put("Labels", Json.tree(run.labels()));
        fields.put("OnBuild", Json.tree(run.onBuild()));
        fields.put("User", Json.tree(run.user() == null ? "" : run.user()));
        fields.put("Volumes", Json.tree(run.volumes()));
        fields.put("WorkingDir", Json.tree(run.workingDir() == null ? "" : run.workingDir()));
        if (run.exposedPorts() != null && !run.exposedPorts().isEmpty()) {
            fields.put("ExposedPorts", Json.tree(run.exposedPorts()));
        }
        if (run.stopSignal() != null && !run.stopSignal().isEmpty()) {
            fields.put("StopSignal", Json.tree(run.stopSignal()));
        }
        if (run.shell() != null && !run.shell().isEmpty()) {
            fields.put("Shell", Json.tree(run.shell()));
        }
        if (run.healthcheck() != null && !(run.healthcheck() instanceof JsonValue.Null)) {
            fields.put("Healthcheck", run.healthcheck());
        }
        if (run.argsEscaped()) {
            fields.put("ArgsEscaped", Json.tree(true));
        }
        if (!version.isAtLeast(50)) {
            List.of("AttachStderr", "AttachStdin", "AttachStdout", "OpenStdin", "StdinOnce", "Tty")
                    .forEach(name -> fields.put(name, Json.tree(false)));
            List.of("Domainname", "Hostname", "Image")
                    .forEach(name -> fields.put(name, Json.tree("")));
        }
        return new JsonValue.Obj(fields);
    }

    /// `GET /images/{name}/history`, the newest step first.
    ///
    /// @param sizes of its layers, lowest first
    public static List<JsonValue> history(Image image, List<Long> sizes) {
        List<ImageConfig.History> steps = new ArrayList<>(image.config().history());
        for (int missing = layers(steps); missing < sizes.size(); missing++) {
            steps.add(new ImageConfig.History(image.config().created(), "", "", "", false));
        }
        List<JsonValue> history = new ArrayList<>();
        int layer = 0;
        for (ImageConfig.History step : steps) {
            boolean hasLayer = !step.emptyLayer() && layer < sizes.size();
            history.addFirst(
                    step(
                            image,
                            step,
                            hasLayer ? sizes.get(layer) : 0,
                            history.size() + 1 == steps.size()));
            layer += hasLayer ? 1 : 0;
        }
        return history;
    }

    private static int layers(List<ImageConfig.History> steps) {
        return (int) steps.stream().filter(step -> !step.emptyLayer()).count();
    }

    private static JsonValue step(
            Image image, ImageConfig.History step, long size, boolean isNewest) {
        return JsonValue.object()
                .put("Comment", Given.text(step.comment()))
                .put("Created", seconds(step.created()))
                .put("CreatedBy", Given.text(step.createdBy()))
                .put("Id", isNewest ? image.id().toString() : "<missing>")
                .put("Size", size)
                .put("Tags", isNewest && !image.tags().isEmpty() ? (Object) image.tags() : null)
                .build();
    }

    /// What a removal did.
    public static List<JsonValue> removals(List<Removal> removals) {
        return removals.stream()
                .<JsonValue>map(removal ->
                        switch (removal) {
                            case Removal.Untagged(String name) ->
                                    JsonValue.object().put("Untagged", name).build();
                            case Removal.Deleted(Digest digest) ->
                                    JsonValue.object().put("Deleted", digest.toString()).build();
                        })
                .toList();
    }
}
