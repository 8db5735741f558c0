package dev.gantry.oci;

import dev.gantry.base.JsonAbsent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a document says about a blob: its kind, its digest and its size (OCI image-spec,
/// descriptor.md).
///
/// @param size in bytes
/// @param platform of what it leads to, in an index; else `null`
/// @param urls where else it is to be had; registries do not take in blobs that have any
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable Platform platform,
        Map<String, String> annotations,
        List<String> urls) {
    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("negative size of " + digest);
        }
        annotations = Map.copyOf(annotations);
        urls = List.copyOf(urls);
    }

    public Descriptor(
            String mediaType,
            Digest digest,
            long size,
            @Nullable Platform platform,
            Map<String, String> annotations) {
        this(mediaType, digest, size, platform, annotations, List.of());
    }

    public static Descriptor of(String mediaType, byte[] content) {
        return new Descriptor(mediaType, Digest.of(content), content.length, null, Map.of());
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, null, Map.of());
    }

    /// Annotations without those that are `null`, which JSON allows.
    static Map<String, String> present(@Nullable Map<String, String> annotations) {
        if (annotations == null) {
            return Map.of();
        }
        Map<String, String> present = new HashMap<>(annotations);
        present.values().removeIf(Objects::isNull);
        return present;
    }

    /// As it is written in a document.
    record Text(
            String mediaType,
            String digest,
            long size,
            @Nullable PlatformText platform,
            @JsonAbsent(JsonAbsent.Rule.OMIT_EMPTY) @Nullable Map<String, String> annotations,
            @JsonAbsent(JsonAbsent.Rule.OMIT_EMPTY) @Nullable List<String> urls) {
        Descriptor value() {
            return new Descriptor(
                    mediaType == null ? "" : mediaType,
                    Digest.parse(digest == null ? "" : digest),
                    size,
                    platform == null ? null : platform.value(),
                    present(annotations),
                    urls == null ? List.of() : urls);
        }

        static Text of(Descriptor d) {
            return new Text(
                    d.mediaType,
                    d.digest.toString(),
                    d.size,
                    d.platform == null ? null : PlatformText.of(d.platform),
                    d.annotations,
                    d.urls);
        }
    }

    record PlatformText(
            @Nullable String architecture, @Nullable String os, @Nullable String variant) {
        Platform value() {
            return Platform.normal(
                    os == null ? "" : os, architecture == null ? "" : architecture, variant);
        }

        static PlatformText of(Platform platform) {
            return new PlatformText(platform.architecture(), platform.os(), platform.variant());
        }
    }
}
