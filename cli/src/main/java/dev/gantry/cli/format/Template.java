package dev.gantry.cli.format;

import dev.gantry.base.JsonValue;
import java.util.List;

/// A template in Go's language, ready to be run: fields, pipelines, variables, `if`, `range`,
/// `with`, and the functions of {@link TemplateFunctions}.
public final class Template {
    private final List<TemplateNode> nodes;

    private Template(List<TemplateNode> nodes) {
        this.nodes = nodes;
    }

    /// @throws TemplateException in the words of Go's parser
    public static Template compile(String text) throws TemplateException {
        try {
            return new Template(new TemplateParser(new TemplateLexer(text).tokens()).parse());
        } catch (TemplateException e) {
            throw new TemplateException("template: :1: " + e.getMessage());
        }
    }

    public String run(JsonValue data) throws TemplateException {
        return new TemplateRun(GoValue.of(data)).run(nodes);
    }

    public String run(Fields data) throws TemplateException {
        return new TemplateRun(data).run(nodes);
    }
}
