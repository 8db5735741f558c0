package dev.gantry.cli.format;

import dev.gantry.cli.format.TemplateNode.Invocation;
import dev.gantry.cli.format.TemplateNode.Operand;
import dev.gantry.cli.format.TemplateNode.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Builds the tree of a template from its tokens.
final class TemplateParser {
    private static final Set<String> KEYWORDS = Set.of("if", "else", "end", "range", "with");

    private final List<TemplateToken> tokens;
    private int at;

    TemplateParser(List<TemplateToken> tokens) {
        this.tokens = tokens;
    }

    List<TemplateNode> parse() throws TemplateException {
        List<TemplateNode> nodes = nodes();
        if (at < tokens.size()) {
            throw new TemplateException("unexpected {{" + keyword() + "}}");
        }
        return nodes;
    }

    /// Nodes up to an `else` or `end`, which is left where it is.
    private List<TemplateNode> nodes() throws TemplateException {
        List<TemplateNode> nodes = new ArrayList<>();
        while (at < tokens.size()) {
            if (tokens.get(at) instanceof TemplateToken.Text(String text)) {
                nodes.add(new TemplateNode.Text(text));
                at++;
                continue;
            }
            String keyword = keyword();
            if (keyword.equals("else") || keyword.equals("end")) {
                return nodes;
            }
            at++;
            nodes.add(node(keyword));
        }
        return nodes;
    }

    private String keyword() {
        boolean opens = tokens.get(at) instanceof TemplateToken.Open && at + 1 < tokens.size();
        return opens
                        && tokens.get(at + 1) instanceof TemplateToken.Word(String name)
                        && KEYWORDS.contains(name)
                ? name
                : "";
    }

    private TemplateNode node(String keyword) throws TemplateException {
        if (keyword.isEmpty()) {
            Pipe pipe = pipe();
            expectClose();
            return new TemplateNode.Action(pipe);
        }
        at++;
        return block(keyword);
    }

    private TemplateNode block(String keyword) throws TemplateException {
        if (at < tokens.size() && tokens.get(at) instanceof TemplateToken.Close) {
            throw new TemplateException("missing value for " + keyword);
        }
        Pipe pipe = pipe();
        expectClose();
        List<TemplateNode> body = nodes();
        List<TemplateNode> otherwise = List.of();
        if (at >= tokens.size()) {
            throw new TemplateException("unexpected EOF");
        }
        if (keyword().equals("else")) {
            at += 2;
            otherwise = otherwise();
        } else {
            at += 2;
            expectClose();
        }
        return switch (keyword) {
            case "if" -> new TemplateNode.If(pipe, body, otherwise);
            case "with" -> new TemplateNode.With(pipe, body, otherwise);
            default -> new TemplateNode.Range(pipe, body, otherwise);
        };
    }

    private List<TemplateNode> otherwise() throws TemplateException {
        if (at < tokens.size()
                && tokens.get(at) instanceof TemplateToken.Word(String name)
                && (name.equals("if") || name.equals("with"))) {
            at++;
            return List.of(block(name));
        }
        expectClose();
        List<TemplateNode> nodes = nodes();
        if (at >= tokens.size() || !keyword().equals("end")) {
            throw new TemplateException("unexpected EOF");
        }
        at += 2;
        expectClose();
        return nodes;
    }

    private void expectClose() throws TemplateException {
        if (at >= tokens.size() || !(tokens.get(at) instanceof TemplateToken.Close)) {
            throw new TemplateException("unexpected token in action");
        }
        at++;
    }

    private Pipe pipe() throws TemplateException {
        List<String> variables = new ArrayList<>();
        boolean declares = false;
        int start = at;
        while (at < tokens.size()
                && tokens.get(at) instanceof TemplateToken.Variable(String name)) {
            variables.add(name);
            at++;
            if (takeSign(",")) {
                continue;
            }
            declares = takeSign(":=");
            if (!declares && !takeSign("=")) {
                variables.clear();
                at = start;
            }
            break;
        }
        List<Invocation> commands = new ArrayList<>();
        do {
            commands.add(invocation());
        } while (takeSign("|"));
        return new Pipe(List.copyOf(variables), declares, List.copyOf(commands));
    }

    private boolean takeSign(String wanted) {
        if (at < tokens.size()
                && tokens.get(at) instanceof TemplateToken.Sign(String sign)
                && sign.equals(wanted)) {
            at++;
            return true;
        }
        return false;
    }

    private Invocation invocation() throws TemplateException {
        List<Operand> operands = new ArrayList<>();
        while (at < tokens.size() && !ends(tokens.get(at))) {
            operands.add(operand());
        }
        if (operands.isEmpty()) {
            throw new TemplateException("missing value for command");
        }
        return new Invocation(List.copyOf(operands));
    }

    private static boolean ends(TemplateToken token) {
        return token instanceof TemplateToken.Close
                || (token instanceof TemplateToken.Sign(String sign) && !sign.equals("("));
    }

    private Operand operand() throws TemplateException {
        Operand base = term();
        List<String> names = new ArrayList<>();
        int first = 0;
        if (base instanceof Operand.Fields(Operand dot, List<String> own, int position)) {
            base = dot;
            names.addAll(own);
            first = position;
        }
        while (at < tokens.size()
                && tokens.get(at)
                        instanceof TemplateToken.Field(String name, boolean attached, int position)
                && attached) {
            first = names.isEmpty() ? position : first;
            names.add(name);
            at++;
        }
        return names.isEmpty() ? base : new Operand.Fields(base, List.copyOf(names), first);
    }

    private Operand term() throws TemplateException {
        return switch (tokens.get(at++)) {
            case TemplateToken.Field(String name, _, int position) ->
                    name.isEmpty()
                            ? new Operand.Dot()
                            : new Operand.Fields(new Operand.Dot(), List.of(name), position);
            case TemplateToken.Variable(String name) -> new Operand.Variable(name);
            case TemplateToken.Literal(Object value) -> new Operand.Literal(value);
            case TemplateToken.Word(String name) -> word(name);
            case TemplateToken.Sign _ -> {
                Pipe pipe = pipe();
                if (!takeSign(")")) {
                    throw new TemplateException("unclosed left paren");
                }
                yield new Operand.Nested(pipe);
            }
            case TemplateToken.Text _, TemplateToken.Open _, TemplateToken.Close _ ->
                    throw new TemplateException("unexpected token in operand");
        };
    }

    private static Operand word(String name) throws TemplateException {
        return switch (name) {
            case "true" -> new Operand.Literal(true);
            case "false" -> new Operand.Literal(false);
            case "nil" -> new Operand.Nil();
            default -> {
                if (!TemplateFunctions.NAMES.contains(name)) {
                    throw new TemplateException("function \"" + name + "\" not defined");
                }
                yield new Operand.Function(name);
            }
        };
    }
}
