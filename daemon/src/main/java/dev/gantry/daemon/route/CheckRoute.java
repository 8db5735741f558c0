package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.image.CheckReport;
import dev.gantry.engine.image.Finding;
import java.util.Locale;

/// `POST /gantry/system/check`, which Docker does not have: whether everything in the store still
/// is what it was when it came, and with `repair=1` what can be put right.
final class CheckRoute {
    private final EngineGate gate;

    CheckRoute(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("POST", "/gantry/system/check", this::check);
    }

    private void check(Request request) throws Exception {
        CheckReport report = gate.engine().images().check(request.query().flag("repair"));
        request.json(
                200,
                JsonValue.object()
                        .put("Images", report.images())
                        .put("Blobs", report.blobs())
                        .put("Layers", report.layers())
                        .put("Bytes", report.bytes())
                        .put(
                                "Findings",
                                report.findings().stream().map(CheckRoute::finding).toList())
                        .build());
    }

    private static JsonValue finding(Finding finding) {
        return JsonValue.object()
                .put("Kind", finding.kind().name().toLowerCase(Locale.ROOT))
                .put("ID", finding.id())
                .put("Problem", finding.problem())
                .put("Images", finding.images())
                .put("Repaired", finding.isRepaired())
                .build();
    }
}
