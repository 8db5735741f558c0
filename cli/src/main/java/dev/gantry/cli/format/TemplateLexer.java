package dev.gantry.cli.format;

import java.util.ArrayList;
import java.util.List;

/// Cuts a template into tokens.
final class TemplateLexer {
    private final String text;
    private final List<TemplateToken> tokens = new ArrayList<>();
    private int at;

    TemplateLexer(String text) {
        this.text = text;
    }

    List<TemplateToken> tokens() throws TemplateException {
        boolean trimNext = false;
        while (at < text.length()) {
            int open = text.indexOf("{{", at);
            String before = text.substring(at, open < 0 ? text.length() : open);
            boolean trimThis = open >= 0 && text.startsWith("{{- ", open);
            addText(trimNext ? before.stripLeading() : before, trimThis);
            if (open < 0) {
                return tokens;
            }
            at = open + (trimThis ? 3 : 2);
            trimNext = action();
        }
        return tokens;
    }

    private void addText(String before, boolean trimEnd) {
        String kept = trimEnd ? before.stripTrailing() : before;
        if (!kept.isEmpty()) {
            tokens.add(new TemplateToken.Text(kept));
        }
    }

    /// One action up to its end.
    ///
    /// @return whether the text behind it loses its leading space
    private boolean action() throws TemplateException {
        if (text.startsWith("/*", at) || text.startsWith(" /*", at)) {
            return comment();
        }
        tokens.add(new TemplateToken.Open());
        while (at < text.length()) {
            if (text.startsWith("}}", at) || text.startsWith(" -}}", at)) {
                boolean trim = text.charAt(at) == ' ';
                at += trim ? 4 : 2;
                tokens.add(new TemplateToken.Close());
                return trim;
            }
            token();
        }
        throw new TemplateException("unclosed action");
    }

    private boolean comment() throws TemplateException {
        int end = text.indexOf("*/", at);
        int close = end < 0 ? -1 : text.indexOf("}}", end);
        if (close < 0) {
            throw new TemplateException("unclosed comment");
        }
        at = close + 2;
        return text.startsWith("-", close - 1);
    }

    private void token() throws TemplateException {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (c == '"') {
            tokens.add(new TemplateToken.Literal(quoted()));
        } else if (c == '`') {
            int end = text.indexOf('`', at + 1);
            if (end < 0) {
                throw new TemplateException("unterminated raw quoted string");
            }
            tokens.add(new TemplateToken.Literal(text.substring(at + 1, end)));
            at = end + 1;
        } else if (Character.isDigit(c) || (isSign(c) && at + 1 < text.length() && digit(at + 1))) {
            number();
        } else if (c == '.') {
            boolean attached = at > 0 && attaches(text.charAt(at - 1));
            int dot = at++;
            tokens.add(new TemplateToken.Field(name(), attached, dot));
        } else if (c == '$') {
            at++;
            tokens.add(new TemplateToken.Variable(name()));
        } else if (Character.isLetter(c) || c == '_') {
            tokens.add(new TemplateToken.Word(name()));
        } else {
            sign(c);
        }
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+';
    }

    private boolean digit(int index) {
        return Character.isDigit(text.charAt(index));
    }

    private static boolean attaches(char before) {
        return Character.isLetterOrDigit(before) || before == '_' || before == ')' || before == '$';
    }

    private void sign(char c) throws TemplateException {
        if (text.startsWith(":=", at)) {
            tokens.add(new TemplateToken.Sign(":="));
            at += 2;
        } else if ("()|,=".indexOf(c) >= 0) {
            tokens.add(new TemplateToken.Sign(String.valueOf(c)));
            at++;
        } else {
            throw new TemplateException("unexpected \"%s\" in operand".formatted(c));
        }
    }

    private String name() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        return text.substring(start, at);
    }

    private void number() throws TemplateException {
        int start = at++;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        String digits = text.substring(start, at);
        try {
            tokens.add(
                    new TemplateToken.Literal(
                            digits.indexOf('.') < 0
                                    ? (Object) Long.parseLong(digits)
                                    : (Object) Double.parseDouble(digits)));
        } catch (NumberFormatException e) {
            throw new TemplateException("bad number syntax: \"" + digits + "\"");
        }
    }

    private String quoted() throws TemplateException {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                c = escaped(text.charAt(at++));
            }
            out.append(c);
        }
        if (at >= text.length()) {
            throw new TemplateException("unterminated quoted string");
        }
        at++;
        return out.toString();
    }

    private char escaped(char c) throws TemplateException {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '"', '\\', '\'' -> c;
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw new TemplateException("invalid syntax");
                }
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> throw new TemplateException("invalid syntax");
        };
    }
}
