package dev.gantry.cli.image;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.Row;
import dev.gantry.cli.value.Age;
import dev.gantry.cli.value.LocalTime;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import dev.gantry.cli.value.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A name of an image in the list.
public record ImageRow(
        JsonValue.Obj image, String repository, String tag, String digest, boolean truncate)
        implements Row {
    public static final Map<String, String> TITLES =
            Map.ofEntries(
                    Map.entry("ID", "IMAGE ID"),
                    Map.entry("Repository", "REPOSITORY"),
                    Map.entry("Tag", "TAG"),
                    Map.entry("Digest", "DIGEST"),
                    Map.entry("CreatedSince", "CREATED"),
                    Map.entry("CreatedAt", "CREATED AT"),
                    Map.entry("Size", "SIZE"),
                    Map.entry("Containers", "CONTAINERS"),
                    Map.entry("SharedSize", "SHARED SIZE"),
                    Map.entry("UniqueSize", "UNIQUE SIZE"),
                    Map.entry("VirtualSize", "SIZE"));
    private static final String NONE = "<none>";

    /// A row for each tag, and for digests of repositories without one.
    ///
    /// @param digests whether each digest has a row
    public static List<ImageRow> of(JsonValue.Obj image, boolean truncate, boolean digests) {
        Map<String, List<String>> tags = byRepository(Member.texts(image, "RepoTags"), ':');
        Map<String, List<String>> sums = byRepository(Member.texts(image, "RepoDigests"), '@');
        List<ImageRow> rows = new ArrayList<>();
        tags.forEach((repository, names) -> {
            List<String> own = sums.getOrDefault(repository, List.of());
            for (String tag : names) {
                List<String> shown = digests && !own.isEmpty() ? own : List.of(NONE);
                shown.forEach(sum -> rows.add(new ImageRow(image, repository, tag, sum, truncate)));
            }
        });
        sums.keySet().removeAll(tags.keySet());
        sums.forEach((repository, own) -> {
            List<String> shown = digests ? own : List.of("");
            shown.forEach(sum -> rows.add(new ImageRow(image, repository, NONE, sum, truncate)));
        });
        return rows.isEmpty() ? List.of(new ImageRow(image, NONE, NONE, NONE, truncate)) : rows;
    }

    private static Map<String, List<String>> byRepository(List<String> names, char separator) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String name : names) {
            int at = name.lastIndexOf(separator);
            if (at > 0 && !name.startsWith(NONE)) {
                found.computeIfAbsent(name.substring(0, at), _ -> new ArrayList<>())
                        .add(name.substring(at + 1));
            }
        }
        return found;
    }

    @Override
    public List<String> names() {
        return List.copyOf(TITLES.keySet());
    }

    @Override
    public Map<String, String> labels() {
        return Member.map(image, "Labels");
    }

    @Override
    public String column(String name) {
        return switch (name) {
            case "ID" ->
                    truncate ? ShortText.id(Member.text(image, "Id")) : Member.text(image, "Id");
            case "Repository" -> repository;
            case "Tag" -> tag;
            case "Digest" -> digest;
            case "CreatedSince" -> age();
            case "CreatedAt" -> LocalTime.ofSeconds(Member.number(image, "Created"));
            case "Size" -> Size.human(Member.number(image, "Size"));
            case "VirtualSize" -> Size.precise(Member.number(image, "Size"));
            case "Containers" -> orUnknown(Member.number(image, "Containers"));
            case "SharedSize" -> sizeOrUnknown(Member.number(image, "SharedSize"));
            default -> unique();
        };
    }

    private String age() {
        return Age.of(Instant.now().getEpochSecond() - Member.number(image, "Created")) + " ago";
    }

    private String unique() {
        long shared = Member.number(image, "SharedSize");
        long size = Member.number(image, "Size");
        return shared < 0 || size < 0 ? "N/A" : Size.precise(size - shared);
    }

    private static String orUnknown(long number) {
        return number < 0 ? "N/A" : Long.toString(number);
    }

    private static String sizeOrUnknown(long bytes) {
        return bytes < 0 ? "N/A" : Size.precise(bytes);
    }
}
