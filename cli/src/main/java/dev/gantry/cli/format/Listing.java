package dev.gantry.cli.format;

import java.util.List;
import java.util.Map;

/// A list as `--format` wants it: `table`, `table TEMPLATE`, `json`, or a template for each row.
///
/// @param format what the user asked for
/// @param titles of the columns, by field
public record Listing(String format, Map<String, String> titles) {
    public String print(List<? extends Row> rows) throws TemplateException {
        boolean isTable = format.startsWith("table");
        String text = isTable ? format.substring("table".length()).strip() : format;
        if (text.equals("json")) {
            text = "{{json .}}";
        }
        Template template = compile(text.replace("\\t", "\t").replace("\\n", "\n"));
        StringBuilder out = new StringBuilder();
        if (isTable) {
            out.append(template.run(new Titles(titles))).append('\n');
        }
        for (Row row : rows) {
            out.append(run(template, row)).append('\n');
        }
        return isTable ? Table.align(out.toString(), 10, 3) : out.toString();
    }

    private static Template compile(String text) throws TemplateException {
        try {
            return Template.compile(text);
        } catch (TemplateException e) {
            throw new TemplateException("failed to parse template: " + e.getMessage());
        }
    }

    private static String run(Template template, Row row) throws TemplateException {
        try {
            return template.run(row);
        } catch (TemplateException e) {
            throw new TemplateException("failed to execute template: " + e.getMessage());
        }
    }
}
