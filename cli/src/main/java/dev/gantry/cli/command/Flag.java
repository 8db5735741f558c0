package dev.gantry.cli.command;

import org.jspecify.annotations.Nullable;

/// One option of a command.
///
/// @param name without the dashes
/// @param letter the short form; empty when there is none
/// @param standard what help calls the default; empty when there is nothing to say
/// @param check refuses values, in words that follow `invalid argument …:`
public record Flag(
        String name,
        String letter,
        FlagType type,
        String usage,
        String standard,
        @Nullable Check check) {
    /// @throws IllegalArgumentException saying what is wrong with a value
    @FunctionalInterface
    public interface Check {
        void check(String value);
    }

    public static Flag of(String name, String letter, FlagType type, String usage) {
        return new Flag(name, letter, type, usage, "", null);
    }

    public static Flag of(String name, FlagType type, String usage) {
        return of(name, "", type, usage);
    }

    public static Flag bool(String name, String letter, String usage) {
        return of(name, letter, FlagType.BOOL, usage);
    }

    public static Flag bool(String name, String usage) {
        return of(name, "", FlagType.BOOL, usage);
    }

    public static Flag text(String name, String letter, String usage) {
        return of(name, letter, FlagType.STRING, usage);
    }

    public static Flag text(String name, String usage) {
        return of(name, "", FlagType.STRING, usage);
    }

    public static Flag list(String name, String letter, String usage) {
        return of(name, letter, FlagType.LIST, usage);
    }

    public static Flag list(String name, String usage) {
        return of(name, "", FlagType.LIST, usage);
    }

    public static Flag filter(String usage) {
        return of("filter", "f", FlagType.FILTER, usage);
    }

    /// With the default as help shows it.
    public Flag standard(String text) {
        return new Flag(name, letter, type, usage, text, check);
    }

    public Flag check(Check more) {
        return new Flag(name, letter, type, usage, standard, more);
    }

    /// As error messages name it: `-m, --memory`.
    String display() {
        return letter.isEmpty() ? "--" + name : "-" + letter + ", --" + name;
    }

    void admit(String value) {
        type.check(value);
        if (check != null) {
            check.check(value);
        }
    }
}
