package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.ProgressWire;
import dev.gantry.daemon.wire.VolumeWire;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.volume.VolumeContents;
import dev.gantry.engine.volume.VolumeDocument;
import dev.gantry.engine.volume.VolumeRequest;
import dev.gantry.engine.volume.Volumes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.LongConsumer;

/// What can be done with a volume's content, which Docker has nothing for: `/gantry/volumes/…`.
final class VolumeContentRoutes {
    private static final long STEP = 8L << 20;

    private final EngineGate gate;

    VolumeContentRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/gantry/volumes/{name}/export", this::export);
        router.add("POST", "/gantry/volumes/{name}/import", this::bringIn);
        router.add("POST", "/gantry/volumes/{name}/clone", this::copy);
        router.add("POST", "/gantry/volumes/{name}/snapshot", this::snapshot);
        router.add("POST", "/gantry/volumes/{name}/restore", this::restore);
        router.add("POST", "/gantry/volumes/{name}/rename", this::rename);
    }

    private VolumeContents contents() throws InterruptedException {
        return new VolumeContents(gate.engine().volumes());
    }

    private static String name(Request request) {
        return request.parameter("name");
    }

    private static String wanted(Request request, String parameter) {
        String value = request.given(parameter);
        if (value == null) {
            throw EngineException.invalid(
                    "the parameter %s is missing: the name of a volume".formatted(parameter));
        }
        return value;
    }

    private void export(Request request) throws Exception {
        gate.engine().volumes().require(name(request));
        try (OutputStream out = request.exchange().stream(200, "application/x-tar")) {
            contents().export(name(request), out);
        }
    }

    private void bringIn(Request request) throws Exception {
        VolumeRequest wanted = VolumeRequest.of(name(request), "", Map.of(), Map.of());
        VolumeDocument made = contents().importAs(wanted, request.exchange().body());
        request.json(201, VolumeWire.volume(made, gate.engine().volumes().data(made.name())));
    }

    private void copy(Request request) throws Exception {
        String newName = wanted(request, "name");
        withProgress(request, "Copying", told -> contents().copy(name(request), newName, told));
    }

    private void snapshot(Request request) throws Exception {
        String newName = wanted(request, "name");
        withProgress(request, "Copying", told -> contents().snapshot(name(request), newName, told));
    }

    private void restore(Request request) throws Exception {
        String from = wanted(request, "from");
        withProgress(request, "Restoring", told -> contents().restore(name(request), from, told));
    }

    private interface Work {
        void run(LongConsumer progress) throws IOException, InterruptedException;
    }

    private void withProgress(Request request, String verb, Work work) throws Exception {
        String name = name(request);
        long total = gate.engine().volumes().size(gate.engine().volumes().require(name).name());
        ProgressLines lines = new ProgressLines(request.exchange());
        long[] told = {0};
        try {
            work.run(bytes -> {
                if (bytes - told[0] >= STEP) {
                    told[0] = bytes;
                    lines.advanced(name, verb, bytes, total);
                }
            });
            lines.write(ProgressWire.status("", "Done"));
        } catch (IOException | EngineException e) {
            lines.fail(e);
        }
    }

    private void rename(Request request) throws Exception {
        Volumes volumes = gate.engine().volumes();
        VolumeDocument renamed =
                volumes.rename(
                        name(request),
                        VolumeRequest.of(wanted(request, "name"), "", Map.of(), Map.of()));
        request.json(200, VolumeWire.volume(renamed, volumes.data(renamed.name())));
    }
}
