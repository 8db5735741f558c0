package dev.gantry.cli.image;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.Row;
import dev.gantry.cli.value.Age;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import dev.gantry.cli.value.Size;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/// A step of an image's history.
record HistoryRow(JsonValue.Obj step, boolean human, boolean truncate) implements Row {
    static final Map<String, String> TITLES =
            Map.of(
                    "ID", "IMAGE",
                    "CreatedSince", "CREATED",
                    "CreatedAt", "CREATED AT",
                    "CreatedBy", "CREATED BY",
                    "Size", "SIZE",
                    "Comment", "COMMENT");
    private static final int LONGEST_COMMAND = 45;

    @Override
    public List<String> names() {
        return List.copyOf(TITLES.keySet());
    }

    @Override
    public String column(String name) {
        long size = Member.number(step, "Size");
        return switch (name) {
            case "ID" -> id(Member.text(step, "Id"));
            case "CreatedSince" -> human ? since() : at();
            case "CreatedAt" -> at();
            case "CreatedBy" -> command(Member.text(step, "CreatedBy").replace('\t', ' '));
            case "Size" -> human ? Size.human(size) : Long.toString(size);
            default -> Member.text(step, "Comment");
        };
    }

    private String id(String id) {
        return truncate ? ShortText.id(id) : id;
    }

    private String command(String text) {
        return truncate ? ShortText.cut(text, LONGEST_COMMAND) : text;
    }

    private String since() {
        long created = Member.number(step, "Created");
        return created <= Instant.parse("0001-01-01T00:00:00Z").getEpochSecond()
                ? "N/A"
                : Age.of(Instant.now().getEpochSecond() - created) + " ago";
    }

    private String at() {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                Instant.ofEpochSecond(Member.number(step, "Created"))
                        .atZone(ZoneId.systemDefault()));
    }
}
