package dev.gantry.daemon.wire;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.Removal;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Images as JSON.
public final class ImageWire {
    private static final String NONE = "<none>";

    private ImageWire() {}

    /// What a list says of an image besides.
    ///
    /// @param names it is listed with
    /// @param containers how many are of this image
    /// @param shared bytes it shares with others; -1 for not asked
    /// @param manifests `null` for not asked
    public record Around(
            List<ImageReference> names,
            int containers,
            long shared,
            @Nullable List<JsonValue> manifests) {}

    /// One of `GET /images/json`.
    public static JsonValue listed(Image image, Around around, ApiVersion version) {
        List<ImageReference> names = around.names;
        boolean isNameless = names.isEmpty() && !version.isAtLeast(43);
        JsonValue.Builder object =
                JsonValue.object()
                        .put("Containers", version.isAtLeast(51) ? around.containers : -1)
                        .put("Created", seconds(image.config().created()))
                        .put("Id", image.id().toString())
                        .put("Labels", image.config().run().labels())
                        .put("ParentId", parent(image))
                        .put(
                                "RepoDigests",
                                isNameless
                                        ? List.of(NONE + "@" + NONE)
                                        : familiar(names, name -> name.digest() != null))
                        .put(
                                "RepoTags",
                                isNameless
                                        ? List.of(NONE + ":" + NONE)
                                        : familiar(names, name -> name.digest() == null))
                        .put("SharedSize", around.shared)
                        .put("Size", image.size());
        if (around.manifests != null) {
            object.put("Manifests", around.manifests);
        }
        return (version.isAtLeast(44) ? object : object.put("VirtualSize", image.size())).build();
    }

    private static List<String> familiar(
            List<ImageReference> names, Predicate<ImageReference> wanted) {
        return names.stream().filter(wanted).map(ImageReference::familiar).toList();
    }

    private static String parent(Image image) {
        Digest parent = image.parent();
        return parent == null ? "" : parent.toString();
    }

    private static long seconds(@Nullable Instant time) {
        return time == null
                ? Instant.parse("0001-01-01T00:00:00Z").getEpochSecond()
                : time.getEpochSecond();
    }

    /// All platforms of an image.
    ///
    /// @param root what its name leads to
    public record Manifests(Descriptor root, List<JsonValue> summaries) {}

    /// `GET /images/{name}/json`.
    ///
    /// @param manifests `null` for not asked
    public static JsonValue inspected(
            Image image, @Nullable Manifests manifests, ApiVersion version) {
        ImageConfig config = image.config();
        JsonValue.Builder object =
                JsonValue.object()
                        .put("Id", image.id().toString())
                        .put("RepoTags", image.tags())
                        .put("RepoDigests", image.digests())
                        .put("Parent", parent(image))
                        .put("Comment", comment(config));
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
        if (manifests != null) {
            object.put("Manifests", manifests.summaries)
                    .put("Descriptor", ManifestWire.descriptor(manifests.root));
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

    /// Its own, or that of the last step that made it.
    private static String comment(ImageConfig config) {
        if (!config.comment().isEmpty() || config.history().isEmpty()) {
            return config.comment();
        }
        return Given.text(config.history().getLast().comment());
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
    /// @param ancestors the images it was made of here, the nearest first
    public static List<JsonValue> history(Image image, List<Long> sizes, List<Image> ancestors) {
        List<ImageConfig.History> steps = new ArrayList<>(image.config().history());
        for (int missing = layers(steps); missing < sizes.size(); missing++) {
            steps.add(new ImageConfig.History(image.config().created(), "", "", "", false));
        }
        List<Image> made = new ArrayList<>(List.of(image));
        made.addAll(ancestors);
        List<JsonValue> history = new ArrayList<>();
        int layer = 0;
        for (ImageConfig.History step : steps) {
            boolean hasLayer = !step.emptyLayer() && layer < sizes.size();
            int age = steps.size() - 1 - history.size();
            history.addFirst(
                    step(
                            age < made.size() ? made.get(age) : null,
                            step,
                            hasLayer ? sizes.get(layer) : 0));
            layer += hasLayer ? 1 : 0;
        }
        return history;
    }

    private static int layers(List<ImageConfig.History> steps) {
        return (int) steps.stream().filter(step -> !step.emptyLayer()).count();
    }

    private static JsonValue step(@Nullable Image image, ImageConfig.History step, long size) {
        List<String> tags = image == null ? List.of() : image.tags();
        return JsonValue.object()
                .put("Comment", Given.text(step.comment()))
                .put("Created", seconds(step.created()))
                .put("CreatedBy", Given.text(step.createdBy()))
                .put("Id", image == null ? "<missing>" : image.id().toString())
                .put("Size", size)
                .put("Tags", tags.isEmpty() ? null : (Object) tags)
                .build();
    }

    /// What a removal did.
    public static List<JsonValue> removals(List<Removal> removals) {
        return removals.stream()
                .<JsonValue>map(removal ->
                        switch (removal) {
                            case Removal.Untagged(String name) ->
                                    JsonValue.object().put("Untagged", name).build();
                            case Removal.Deleted(Digest digest, _) ->
                                    JsonValue.object().put("Deleted", digest.toString()).build();
                        })
                .toList();
    }
}
