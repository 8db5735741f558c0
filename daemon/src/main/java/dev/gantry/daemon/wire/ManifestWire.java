package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.image.ManifestSummary;
import dev.gantry.engine.image.ManifestSummary.Content;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Platform;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The manifests of an image as JSON.
public final class ManifestWire {
    private ManifestWire() {}

    /// @param containers the ids of those made of an image
    public static List<JsonValue> summaries(
            List<ManifestSummary> summaries, Function<Digest, List<String>> containers) {
        return summaries.stream().map(summary -> summary(summary, containers)).toList();
    }

    private static JsonValue summary(
            ManifestSummary summary, Function<Digest, List<String>> containers) {
        JsonValue.Builder object =
                JsonValue.object()
                        .put("ID", summary.descriptor().digest().toString())
                        .put("Descriptor", descriptor(summary.descriptor()))
                        .put("Available", summary.available());
        return switch (summary.kind()) {
            case Content.ForPlatform(Platform platform, Digest image, long unpacked) ->
                    sized(object, summary, unpacked)
                            .put("Kind", "image")
                            .put(
                                    "ImageData",
                                    JsonValue.object()
                                            .put("Platform", platform(platform))
                                            .put("Containers", containers(image, containers))
                                            .put(
                                                    "Size",
                                                    JsonValue.object()
                                                            .put("Unpacked", unpacked)
                                                            .build())
                                            .build())
                            .build();
            case Content.Attestation(Digest about) ->
                    sized(object, summary, 0)
                            .put("Kind", "attestation")
                            .put(
                                    "AttestationData",
                                    JsonValue.object()
                                            .put("For", about == null ? "" : about.toString())
                                            .build())
                            .build();
            case Content.Unknown() -> sized(object, summary, 0).put("Kind", "unknown").build();
        };
    }

    private static List<String> containers(
            @Nullable Digest image, Function<Digest, List<String>> containers) {
        return image == null ? List.of() : containers.apply(image);
    }

    private static JsonValue.Builder sized(
            JsonValue.Builder object, ManifestSummary summary, long unpacked) {
        return object.put(
                "Size",
                JsonValue.object()
                        .put("Content", summary.content())
                        .put("Total", summary.content() + unpacked)
                        .build());
    }

    public static JsonValue descriptor(Descriptor descriptor) {
        JsonValue.Builder object =
                JsonValue.object()
                        .put("mediaType", descriptor.mediaType())
                        .put("digest", descriptor.digest().toString())
                        .put("size", descriptor.size());
        if (!descriptor.annotations().isEmpty()) {
            object.put("annotations", descriptor.annotations());
        }
        Platform platform = descriptor.platform();
        return (platform == null ? object : object.put("platform", platform(platform))).build();
    }

    private static JsonValue platform(Platform platform) {
        JsonValue.Builder object =
                JsonValue.object()
                        .put("architecture", platform.architecture())
                        .put("os", platform.os());
        String variant = platform.variant();
        return (variant == null ? object : object.put("variant", variant)).build();
    }
}
