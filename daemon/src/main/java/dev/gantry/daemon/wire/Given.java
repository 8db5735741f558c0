package dev.gantry.daemon.wire;

import dev.gantry.engine.EngineException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads fields that may be absent, and refuses those we have no use for.
final class Given {
    private Given() {}

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : value;
    }

    static <T extends @Nullable Object> Map<String, T> map(@Nullable Map<String, T> value) {
        return value == null ? Map.of() : value;
    }

    /// Refuses an option that is set.
    ///
    /// @param what the option, as a noun phrase
    static void refuse(boolean isSet, String what) {
        if (isSet) {
            throw EngineException.notBuiltYet(what);
        }
    }

    static void refuse(@Nullable Collection<?> value, String what) {
        refuse(value != null && !value.isEmpty(), what);
    }

    static void refuse(@Nullable Map<?, ?> value, String what) {
        refuse(value != null && !value.isEmpty(), what);
    }

    static void refuse(@Nullable String value, String what) {
        refuse(value != null && !value.isEmpty(), what);
    }

    static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw EngineException.invalid(otherwise);
        }
    }
}
