package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.oci.ImageConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fills what a request left open from the image, by Docker's rules.
final class ImageDefaults {
    private ImageDefaults() {}

    static ContainerSpec apply(ContainerSpec spec, ImageConfig.Run image) {
        ContainerSpec.Process own = spec.process();
        List<String> entrypoint = own.entrypoint();
        List<String> cmd = own.cmd();
        if (isEmpty(entrypoint)) {
            if (isEmpty(cmd)) {
                cmd = image.cmd();
            }
            if (entrypoint == null) {
                entrypoint = image.entrypoint();
            }
        }
        if (List.of("").equals(entrypoint)) {
            entrypoint = null;
        }
        ContainerSpec.Process process =
                new ContainerSpec.Process(
                        entrypoint,
                        cmd,
                        environment(image.env(), own.env()),
                        or(own.user(), image.user()),
                        own.groupAdd(),
                        or(own.workingDir(), image.workingDir()),
                        or(own.stopSignal(), image.stopSignal()),
                        own.stopTimeout(),
                        own.oomScoreAdj(),
                        own.ulimits(),
                        own.init(),
                        own.shell());
        if (process.args().isEmpty()) {
            throw EngineException.invalid("no command specified");
        }
        return spec.filled(
                process,
                network(spec.network(), image),
                spec.health().over(ImageHealth.of(image.healthcheck())),
                labels(image.labels(), spec.labels()));
    }

    private static boolean isEmpty(@Nullable List<String> list) {
        return list == null || list.isEmpty();
    }

    private static String or(String own, @Nullable String image) {
        return own.isEmpty() && image != null ? image : own;
    }

    private static List<String> environment(@Nullable List<String> image, List<String> own) {
        List<String> merged = new ArrayList<>(own);
        for (String entry : image == null ? List.<String>of() : image) {
            String key = key(entry);
            if (own.stream().noneMatch(mine -> key(mine).equals(key))) {
                merged.add(entry);
            }
        }
        return merged;
    }

    private static String key(String entry) {
        int equals = entry.indexOf('=');
        return equals < 0 ? entry : entry.substring(0, equals);
    }

    private static Map<String, String> labels(
            @Nullable Map<String, String> image, Map<String, String> own) {
        Map<String, String> labels = new HashMap<>(image == null ? Map.of() : image);
        labels.putAll(own);
        return labels;
    }

    private static ContainerSpec.Network network(ContainerSpec.Network own, ImageConfig.Run image) {
        Map<String, Boolean> exposed = new LinkedHashMap<>();
        own.exposed().forEach(port -> exposed.put(port, true));
        if (image.exposedPorts() != null) {
            image.exposedPorts().keySet().forEach(port -> exposed.put(port, true));
        }
        return own.withExposed(List.copyOf(exposed.keySet()));
    }
}
