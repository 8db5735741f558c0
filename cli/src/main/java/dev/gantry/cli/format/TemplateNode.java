package dev.gantry.cli.format;

import java.util.List;

/// A template as a tree.
sealed interface TemplateNode {
    record Text(String text) implements TemplateNode {}

    /// Prints the pipe's value, unless it only declares.
    record Action(Pipe pipe) implements TemplateNode {}

    record If(Pipe condition, List<TemplateNode> then, List<TemplateNode> otherwise)
            implements TemplateNode {}

    record With(Pipe value, List<TemplateNode> then, List<TemplateNode> otherwise)
            implements TemplateNode {}

    record Range(Pipe values, List<TemplateNode> body, List<TemplateNode> otherwise)
            implements TemplateNode {}

    /// Commands, each given the value of the one before as its last argument.
    ///
    /// @param variables those declared or set
    /// @param declares whether they are new
    record Pipe(List<String> variables, boolean declares, List<Invocation> commands) {}

    /// A function with arguments, a field with arguments, or a value alone.
    record Invocation(List<Operand> operands) {}

    /// A value before it is known.
    sealed interface Operand {
        record Dot() implements Operand {}

        record Literal(Object value) implements Operand {}

        record Nil() implements Operand {}

        record Variable(String name) implements Operand {}

        record Function(String name) implements Operand {}

        record Nested(Pipe pipe) implements Operand {}

        /// `.Names`, one after the other, of what stands before them; `at` is where the first dot
        /// stands.
        record Fields(Operand base, List<String> names, int at) implements Operand {}
    }
}
