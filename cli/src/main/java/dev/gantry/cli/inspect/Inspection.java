package dev.gantry.cli.inspect;

import dev.gantry.base.Json;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.format.JsonText;
import dev.gantry.cli.format.Template;
import dev.gantry.cli.format.TemplateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Prints documents: indented, as one line of JSON, or each through a template.
///
/// @param format empty, `json`, or a template
public record Inspection(Cli cli, String format) {
    public static final Flag FORMAT =
            Flag.text("format", "f", "json, or a Go template for each document");

    /// Finds the document of one reference.
    @FunctionalInterface
    public interface Lookup {
        byte[] find(String reference) throws IOException;
    }

    /// Prints what is found and then fails if something was not.
    public int run(List<String> references, Lookup lookup)
            throws IOException, InterruptedException {
        if (format.isEmpty() || format.equals("json")) {
            return documents(references, lookup);
        }
        Template template;
        try {
            template = Template.compile(format);
        } catch (TemplateException e) {
            throw new ExitException(64, "template parsing error: " + e.getMessage());
        }
        StringBuilder out = new StringBuilder();
        Failures failures = new Failures();
        for (String reference : references) {
            failures.collect(() -> {
                byte[] document = lookup.find(reference);
                out.append(apply(template, document)).append('\n');
            });
        }
        cli.out().print(out.isEmpty() ? "\n" : out);
        return failures.end();
    }

    private static String apply(Template template, byte[] document) throws IOException {
        try {
            return template.run(Json.parse(document));
        } catch (TemplateException e) {
            throw ExitException.because("template parsing error: " + e.getMessage());
        }
    }

    private int documents(List<String> references, Lookup lookup)
            throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        Failures failures = new Failures();
        for (String reference : references) {
            failures.collect(() ->
                    found.add(new String(lookup.find(reference), StandardCharsets.UTF_8).strip()));
        }
        String all = "[" + String.join(",", found) + "]";
        cli.out().println(format.isEmpty() ? JsonText.indent(all) : all);
        return failures.end();
    }
}
