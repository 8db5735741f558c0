package dev.gantry.cli.format;

/// The words of a template's actions.
sealed interface TemplateToken {
    /// Text between actions, to be copied.
    record Text(String text) implements TemplateToken {}

    record Open() implements TemplateToken {}

    record Close() implements TemplateToken {}

    /// A function, a keyword, `true`, `false` or `nil`.
    record Word(String name) implements TemplateToken {}

    /// `.Name`; the dot alone has no name. `attached` when it follows its operand without a space;
    /// `at` is where the dot stands.
    record Field(String name, boolean attached, int at) implements TemplateToken {}

    /// `$name`; the data as a whole has no name.
    record Variable(String name) implements TemplateToken {}

    /// A string, `Long` or `Double`.
    record Literal(Object value) implements TemplateToken {}

    /// One of `( ) | , := =`.
    record Sign(String sign) implements TemplateToken {}
}
