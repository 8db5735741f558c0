package dev.gantry.cli.system;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// What the daemon tells of itself as a text.
final class InfoText {
    private final JsonValue.Obj info;
    private final StringBuilder text = new StringBuilder();

    private InfoText(JsonValue.Obj info) {
        this.info = info;
    }

    static String client(JsonValue.Obj client) {
        return "Client:\n Version:    %s\n Context:    %s\n Debug Mode: %s\n"
                .formatted(
                        Member.text(client, "Version"),
                        Member.text(client, "Context"),
                        Member.truth(client, "Debug"));
    }

    static String server(JsonValue.Obj info) {
        return new InfoText(info).server();
    }

    private String server() {
        text.append("Server:\n");
        contents();
        drivers();
        runtimes();
        security();
        machine();
        settings();
        return text.toString();
    }

    private void contents() {
        line(" Containers: " + number("Containers"));
        line("  Running: " + number("ContainersRunning"));
        line("  Paused: " + number("ContainersPaused"));
        line("  Stopped: " + number("ContainersStopped"));
        line(" Images: " + number("Images"));
        known(" Server Version", "ServerVersion");
    }

    private void drivers() {
        known(" Storage Driver", "Driver");
        for (JsonValue pair : info.list("DriverStatus")) {
            if (pair instanceof JsonValue.Arr(List<JsonValue> items) && items.size() == 2) {
                line("  " + show(items.get(0)) + ": " + show(items.get(1)));
            }
        }
        known(" Logging Driver", "LoggingDriver");
        known(" Cgroup Driver", "CgroupDriver");
        known(" Cgroup Version", "CgroupVersion");
        line(" Plugins:");
        plugins("Volume");
        plugins("Network");
        plugins("Authorization");
        plugins("Log");
        list(" CDI spec directories:", Member.texts(info, "CDISpecDirs"));
        line(" Swarm: " + info.object("Swarm").text("LocalNodeState", "inactive"));
    }

    private static String show(JsonValue value) {
        return value instanceof JsonValue.Str(String shown) ? shown : "";
    }

    private void plugins(String kind) {
        List<String> names = Member.texts(info.object("Plugins"), kind);
        if (!names.isEmpty() || !kind.equals("Authorization")) {
            line("  " + kind + ": " + String.join(" ", names));
        }
    }

    private void list(String title, List<String> items) {
        if (!items.isEmpty()) {
            line(title);
            items.forEach(item -> line("  " + item));
        }
    }

    private void runtimes() {
        TreeSet<String> names = new TreeSet<>(info.object("Runtimes").fields().keySet());
        if (!names.isEmpty()) {
            line(" Runtimes: " + String.join(" ", names));
            line(" Default Runtime: " + text("DefaultRuntime"));
        }
        line(" Init Binary: " + text("InitBinary"));
        line(" containerd version: " + commit("ContainerdCommit"));
        line(" runc version: " + commit("RuncCommit"));
        line(" init version: " + commit("InitCommit"));
    }

    private String commit(String name) {
        return Member.text(info.object(name), "ID");
    }

    /// `name=seccomp,profile=builtin` is a name and, below it, its properties.
    private void security() {
        List<String> options = Member.texts(info, "SecurityOptions");
        if (options.isEmpty()) {
            return;
        }
        line(" Security Options:");
        for (String option : options) {
            List<String> below = new ArrayList<>();
            for (String pair : option.split(",")) {
                String[] parts = pair.split("=", 2);
                if (parts[0].equals("name") && parts.length > 1) {
                    line("  " + parts[1]);
                } else if (parts[0].equals("profile") && parts.length > 1) {
                    below.add("   Profile: " + parts[1]);
                }
            }
            below.forEach(this::line);
        }
    }

    private void machine() {
        known(" Kernel Version", "KernelVersion");
        known(" Operating System", "OperatingSystem");
        known(" OSType", "OSType");
        known(" Architecture", "Architecture");
        line(" CPUs: " + number("NCPU"));
        line(" Total Memory: " + Size.binary(number("MemTotal")));
        known(" Name", "Name");
        known(" ID", "ID");
        known(" Docker Root Dir", "DockerRootDir");
    }

    private void settings() {
        boolean debug = Member.truth(info, "Debug");
        line(" Debug Mode: " + debug);
        if (debug) {
            line("  File Descriptors: " + number("NFd"));
            line("  Goroutines: " + number("NGoroutines"));
            line("  System Time: " + text("SystemTime"));
            line("  EventsListeners: " + number("NEventsListener"));
        }
        known(" HTTP Proxy", "HttpProxy");
        known(" HTTPS Proxy", "HttpsProxy");
        known(" No Proxy", "NoProxy");
        list(" Labels:", Member.texts(info, "Labels"));
        line(" Experimental: " + Member.truth(info, "ExperimentalBuild"));
        registries();
        line(" Live Restore Enabled: " + Member.truth(info, "LiveRestoreEnabled"));
        known(" Product License", "ProductLicense");
        pools();
    }

    private void registries() {
        JsonValue.Obj config = info.object("RegistryConfig");
        List<String> insecure = new ArrayList<>();
        config.object("IndexConfigs")
                .fields()
                .forEach((name, registry) -> {
                    if (registry instanceof JsonValue.Obj known && !Member.truth(known, "Secure")) {
                        insecure.add(name);
                    }
                });
        insecure.addAll(Member.texts(config, "InsecureRegistryCIDRs"));
        list(" Insecure Registries:", insecure);
        list(" Registry Mirrors:", Member.texts(config, "Mirrors"));
    }

    private void pools() {
        List<JsonValue.Obj> pools = Member.objects(info, "DefaultAddressPools");
        if (!pools.isEmpty()) {
            line(" Default Address Pools:");
        }
        for (JsonValue.Obj pool : pools) {
            line(
                    "   Base: "
                            + Member.text(pool, "Base")
                            + ", Size: "
                            + Member.number(pool, "Size"));
        }
    }

    private void known(String title, String name) {
        if (!text(name).isEmpty()) {
            line(title + ": " + text(name));
        }
    }

    private String text(String name) {
        return Member.text(info, name);
    }

    private long number(String name) {
        return Member.number(info, name);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
