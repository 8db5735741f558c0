package dev.gantry.engine.log;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is told about each record of a container: the labels and variables that the options
/// `labels`, `labels-regex`, `env` and `env-regex` choose, and the tag.
public final class LogAttributes {
    private LogAttributes() {}

    /// As `logs --details` shows them: with the tag, where one was asked for.
    public static Map<String, String> details(LogSpec spec, LogSubject subject) {
        Map<String, String> all = chosen(spec, subject);
        if (spec.given("tag") != null) {
            all.put("tag", tag(spec, subject));
        }
        return all;
    }

    static String tag(LogSpec spec, LogSubject subject) {
        return TagTemplate.parse(spec.text("tag", TagTemplate.USUAL))
                .of(subject, chosen(spec, subject));
    }

    static Map<String, String> chosen(LogSpec spec, LogSubject subject) {
        Map<String, String> chosen = new TreeMap<>();
        choose(chosen, subject.labels(), spec.given("labels"), spec.given("labels-regex"));
        choose(chosen, variables(subject), spec.given("env"), spec.given("env-regex"));
        return chosen;
    }

    private static Map<String, String> variables(LogSubject subject) {
        Map<String, String> variables = new TreeMap<>();
        for (String entry : subject.env()) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                variables.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return variables;
    }

    private static void choose(
            Map<String, String> chosen,
            Map<String, String> from,
            @Nullable String names,
            @Nullable String expression) {
        for (String name : names == null ? new String[0] : names.split(",", -1)) {
            String value = from.get(name);
            if (value != null) {
                chosen.put(name, value);
            }
        }
        if (expression != null) {
            Pattern pattern = Pattern.compile(expression);
            from.forEach((name, value) -> {
                if (pattern.matcher(name).find()) {
                    chosen.put(name, value);
                }
            });
        }
    }
}
