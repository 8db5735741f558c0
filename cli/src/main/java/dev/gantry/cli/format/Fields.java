package dev.gantry.cli.format;

import dev.gantry.base.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something a template can ask by name, as a row of a list.
public interface Fields {
    /// The field's value.
    ///
    /// @throws TemplateException when there is no such field, or it takes other arguments
    @Nullable Object field(String name, List<Object> arguments) throws TemplateException;

    /// All of it, for `json`.
    JsonValue json();
}
