package dev.gantry.engine.log;

import dev.gantry.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the option `tag` says: text with fields of the container, in the Go templates people write
/// there: `{{.Name}}`, `{{.ImageName}}/{{.ID}}`, `{{index .ContainerLabels "x"}}`,
/// `{{(.ExtraAttributes nil).VERSION}}`, and the functions `upper`, `lower` and `title` with one
/// field behind. Other programs are refused by name.
final class TagTemplate {
    static final String USUAL = "{{.ID}}";

    private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final Pattern LABEL = Pattern.compile("index \\.ContainerLabels \"([^\"]*)\"");
    private static final Pattern EXTRA =
            Pattern.compile("\\(\\.ExtraAttributes nil\\)\\.([A-Za-z0-9_]+)");
    private static final Pattern CHANGED = Pattern.compile("(upper|lower|title) (.+)");

    /// @param subject the container
    /// @param extra attributes by name
    private record Given(LogSubject subject, Map<String, String> extra) {}

    private final List<Function<Given, String>> parts = new ArrayList<>();

    private TagTemplate() {}

    static TagTemplate parse(String text) {
        TagTemplate template = new TagTemplate();
        Matcher actions = ACTION.matcher(text);
        int from = 0;
        while (actions.find()) {
            template.text(text.substring(from, actions.start()), text);
            template.parts.add(action(actions.group(1)));
            from = actions.end();
        }
        template.text(text.substring(from), text);
        return template;
    }

    private void text(String piece, String all) {
        if (piece.contains("{{")) {
            throw EngineException.invalid("template: log-tag:1: unclosed action: " + all);
        }
        parts.add(_ -> piece);
    }

    private static Function<Given, String> action(String action) {
        Matcher label = LABEL.matcher(action);
        if (label.matches()) {
            return given -> given.subject.labels().getOrDefault(label.group(1), "");
        }
        Matcher extra = EXTRA.matcher(action);
        if (extra.matches()) {
            return given -> given.extra.getOrDefault(extra.group(1), "");
        }
        Matcher changed = CHANGED.matcher(action);
        if (changed.matches()) {
            Function<Given, String> inner = action(changed.group(2));
            return given -> change(changed.group(1), inner.apply(given));
        }
        return field(action);
    }

    private static String change(String how, String text) {
        return switch (how) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            default ->
                    text.isEmpty()
                            ? ""
                            : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        };
    }

    private static Function<Given, String> field(String action) {
        return switch (action) {
            case ".ID" -> given -> given.subject.shortId();
            case ".FullID", ".ContainerID" -> given -> given.subject.id();
            case ".Name" -> given -> given.subject.name();
            case ".ContainerName" -> given -> "/" + given.subject.name();
            case ".ImageName", ".ContainerImageName" -> given -> given.subject.image();
            case ".ImageFullID", ".ContainerImageID" -> given -> given.subject.imageId();
            case ".ImageID" ->
                    given -> given.subject.imageId().replaceFirst("^sha256:", "").substring(0, 12);
            case ".DaemonName" -> _ -> "gantry";
            case ".Command" -> given -> String.join(" ", given.subject.command());
            default -> throw EngineException.invalid(unknown(action));
        };
    }

    private static String unknown(String action) {
        return action.matches("\\.[A-Za-z]+")
                ? "template: log-tag: executing \"log-tag\" at <%s>: can't evaluate field %s in type *logger.Info"
                        .formatted(action, action.substring(1))
                : "log option tag: {{%s}}: not supported by this version of Gantry; see docs/compatibility.md"
                        .formatted(action);
    }

    String of(LogSubject subject, Map<String, String> extra) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.apply(new Given(subject, extra))));
        return text.toString();
    }
}
