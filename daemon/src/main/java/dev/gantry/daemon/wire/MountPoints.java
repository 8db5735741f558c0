package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.container.ContainerMounts;
import dev.gantry.engine.container.ContainerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `Mounts` of a container: what is mounted in it, as `inspect` and lists tell it.
final class MountPoints {
    private MountPoints() {}

    static List<JsonValue> inspected(ContainerSpec spec, Function<String, Path> volumes) {
        return all(spec, volumes, false);
    }

    /// Lists do not tell where volumes lie that nobody named.
    static List<JsonValue> listed(ContainerSpec spec, Function<String, Path> volumes) {
        return all(spec, volumes, true);
    }

    private static List<JsonValue> all(
            ContainerSpec spec, Function<String, Path> volumes, boolean isShort) {
        List<JsonValue> mounts = new ArrayList<>();
        for (ContainerMounts.Bind bind : spec.mounts().binds()) {
            String propagation = bind.propagation().isEmpty() ? "rprivate" : bind.propagation();
            mounts.add(
                    JsonValue.object()
                            .put("Type", "bind")
                            .put("Source", bind.source())
                            .put("Destination", bind.target())
                            .put("Mode", bind.mode())
                            .put("RW", !bind.access().isReadOnly())
                            .put("Propagation", propagation)
                            .build());
        }
        for (ContainerMounts.Volume volume : spec.mounts().volumes()) {
            boolean hidden = isShort && volume.mode().isEmpty();
            mounts.add(
                    JsonValue.object()
                            .put("Type", "volume")
                            .put("Name", volume.name())
                            .put("Source", hidden ? "" : volumes.apply(volume.name()).toString())
                            .put("Destination", volume.target())
                            .put("Driver", "local")
                            .put("Mode", volume.mode())
                            .put("RW", !volume.readOnly())
                            .put("Propagation", "")
                            .build());
        }
        for (ContainerMounts.Image image : spec.mounts().images()) {
            mounts.add(plain("image", image.reference(), image.target(), false));
        }
        memory(spec, mounts);
        return mounts;
    }

    /// Those of `--mount`; those of `--tmpfs` are not among them.
    private static void memory(ContainerSpec spec, List<JsonValue> mounts) {
        for (JsonValue given : HostConfigEcho.hostConfig(spec).list("Mounts")) {
            if (given instanceof JsonValue.Obj mount && mount.text("Type", "").equals("tmpfs")) {
                boolean readOnly =
                        mount.get("ReadOnly").equals(Optional.of(new JsonValue.Bool(true)));
                mounts.add(plain("tmpfs", "", mount.text("Target", ""), !readOnly));
            }
        }
    }

    private static JsonValue plain(
            String type, String source, String destination, boolean isWritable) {
        return JsonValue.object()
                .put("Type", type)
                .put("Source", source)
                .put("Destination", destination)
                .put("Mode", "")
                .put("RW", isWritable)
                .put("Propagation", "")
                .build();
    }
}
