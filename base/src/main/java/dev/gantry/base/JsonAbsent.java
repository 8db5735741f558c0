package dev.gantry.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How a record component is printed when it has nothing to say. Without this, `null` is left out
/// and everything else is printed.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface JsonAbsent {
    Rule value();

    enum Rule {
        /// `null` is printed as `null` (a Go field without `omitempty`).
        PRINT_NULL,
        /// `null`, `0`, `false`, `""`, and empty lists and maps are left out (Go's `omitempty`).
        OMIT_EMPTY
    }
}
