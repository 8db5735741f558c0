package dev.gantry.cli.command;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.value.Filters;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.Size;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Removes all things of a kind that nobody uses, after asking.
public enum Prune {
    CONTAINERS(
            "/containers/prune",
            "ContainersDeleted",
            "Deleted Containers:",
            "all containers that do not run"),
    NETWORKS(
            "/networks/prune",
            "NetworksDeleted",
            "Deleted Networks:",
            "all networks no container uses"),
    VOLUMES(
            "/volumes/prune",
            "VolumesDeleted",
            "Deleted Volumes:",
            "all anonymous volumes no container uses"),
    ALL_VOLUMES(
            "/volumes/prune",
            "VolumesDeleted",
            "Deleted Volumes:",
            "all volumes no container uses, also those that were given a name"),
    DANGLING_IMAGES(
            "/images/prune", "ImagesDeleted", "Deleted Images:", "all images without a name"),
    ALL_IMAGES(
            "/images/prune",
            "ImagesDeleted",
            "Deleted Images:",
            "all images that no container uses");

    private final String path;
    private final String field;
    private final String title;
    private final String what;

    Prune(String path, String field, String title, String what) {
        this.path = path;
        this.field = field;
        this.title = title;
        this.what = what;
    }

    public static List<Flag> flags() {
        return List.of(
                new Flag(
                        "filter",
                        "",
                        FlagType.FILTER,
                        "Only those that fit, as until=time or label=key",
                        "",
                        null),
                Flag.bool("force", "f", "Do not ask"));
    }

    public int run(Cli cli, Arguments arguments) throws IOException {
        boolean sure =
                arguments.bool("force")
                        || Confirmation.ask(cli, "WARNING! This will remove " + what + ".");
        if (sure) {
            long freed = remove(cli, arguments.filters());
            if (this != NETWORKS) {
                cli.out().println("Total reclaimed space: " + Size.human(freed));
            }
        }
        return 0;
    }

    /// Containers, networks, images, and volumes if they are asked for.
    public static int everything(Cli cli, Arguments arguments) throws IOException {
        List<Prune> kinds = new ArrayList<>(List.of(CONTAINERS, NETWORKS));
        if (arguments.bool("volumes")) {
            kinds.add(VOLUMES);
        }
        kinds.add(arguments.bool("all") ? ALL_IMAGES : DANGLING_IMAGES);
        StringBuilder warning = new StringBuilder("WARNING! This will remove:");
        kinds.forEach(kind -> warning.append("\n  - ").append(kind.what));
        if (!arguments.bool("force") && !Confirmation.ask(cli, warning + "\n")) {
            return 0;
        }
        long freed = 0;
        for (Prune kind : kinds) {
            freed += kind.remove(cli, arguments.filters());
        }
        cli.out().println("Total reclaimed space: " + Size.human(freed));
        return 0;
    }

    /// @return the bytes freed
    private long remove(Cli cli, Map<String, List<String>> filters) throws IOException {
        Map<String, List<String>> all = new LinkedHashMap<>(filters);
        if (path.equals("/images/prune")) {
            all.put("dangling", List.of(this == ALL_IMAGES ? "false" : "true"));
        }
        if (this == ALL_VOLUMES) {
            all.put("all", List.of("true"));
        }
        Request request = Request.post(path);
        if (!all.isEmpty()) {
            request = request.query("filters", Filters.encode(all));
        }
        JsonValue.Obj answer = cli.client().object(request);
        List<String> gone = new ArrayList<>(Member.texts(answer, field));
        for (JsonValue.Obj image : Member.objects(answer, field)) {
            String deleted = Member.text(image, "Deleted");
            gone.add(
                    deleted.isEmpty()
                            ? "untagged: " + Member.text(image, "Untagged")
                            : "deleted: " + deleted);
        }
        if (!gone.isEmpty()) {
            cli.out().println(title);
            gone.forEach(name -> cli.out().println(name));
            cli.out().println();
        }
        return Member.number(answer, "SpaceReclaimed");
    }
}
