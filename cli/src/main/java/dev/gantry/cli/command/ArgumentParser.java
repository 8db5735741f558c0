package dev.gantry.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// Parses a command line against a table of flags, with Docker's conventions and error messages.
public final class ArgumentParser {
    private final Spec spec;
    private final String path;

    /// @param path the command as it was called, as `container ls`; empty for the program itself
    public ArgumentParser(Spec spec, String path) {
        this.spec = spec;
        this.path = path;
    }

    /// @throws ExitException with Docker's wording when the line does not fit the flags
    public Arguments parse(List<String> line) throws ExitException {
        CommandSpec command = CommandSpec.create();
        configure(command.parser());
        spec.flags().forEach(flag -> command.addOption(option(flag)));
        command.addPositional(
                PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build());
        try {
            CommandLine parser = new CommandLine(command);
            return checked(parser.parseArgs(line.toArray(String[]::new)));
        } catch (CommandLine.ParameterException e) {
            throw usageError(message(e, line));
        }
    }

    private void configure(CommandLine.Model.ParserSpec parser) {
        parser.expandAtFiles(false)
                .trimQuotes(false)
                .posixClusteredShortOptionsAllowed(true)
                .abbreviatedOptionsAllowed(false)
                .overwrittenOptionsAllowed(true)
                .allowOptionsAsOptionParameters(true)
                .unmatchedOptionsAllowedAsOptionParameters(true)
                .toggleBooleanFlags(false)
                .stopAtPositional(!spec.interspersed());
    }

    private static OptionSpec option(Flag flag) {
        String[] names =
                flag.letter().isEmpty()
                        ? new String[] {"--" + flag.name()}
                        : new String[] {"--" + flag.name(), "-" + flag.letter()};
        OptionSpec.Builder option =
                OptionSpec.builder(names).type(List.class).auxiliaryTypes(String.class);
        option.arity("1");
        if (flag.type() == FlagType.BOOL) {
            option.preprocessor(ArgumentParser::supplyTrue);
        }
        return option.build();
    }

    /// A switch has a value only behind an equals sign, as in `--rm=false`; otherwise it is true.
    private static boolean supplyTrue(
            Stack<String> line, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (!"=".equals(info.get("separator"))) {
            line.push("true");
        }
        return false;
    }

    private Arguments checked(ParseResult result) throws ExitException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Flag flag : spec.flags()) {
            if (result.hasMatchedOption("--" + flag.name())) {
                List<String> given = result.matchedOption("--" + flag.name()).stringValues();
                for (String value : given) {
                    admit(flag, value);
                }
                values.put(flag.name(), List.copyOf(given));
            }
        }
        // It is listed once for each run of arguments between options, each time with all of them.
        List<String> positional =
                result.matchedPositionals().isEmpty()
                        ? List.of()
                        : result.matchedPositionals().getFirst().stringValues();
        return new Arguments(path, values, positional);
    }

    private void admit(Flag flag, String value) throws ExitException {
        try {
            flag.admit(value);
        } catch (IllegalArgumentException e) {
            throw usageError(
                    "invalid argument \"%s\" for \"%s\" flag: %s"
                            .formatted(value, flag.display(), e.getMessage()));
        }
    }

    private static String message(CommandLine.ParameterException e, List<String> line) {
        return switch (e) {
            case CommandLine.UnmatchedArgumentException unmatched ->
                    unknown(unmatched.getUnmatched().getFirst());
            case CommandLine.MissingParameterException _ -> missing(line.getLast());
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String unknown(String option) {
        if (option.startsWith("--")) {
            return "unknown flag: " + option.replaceFirst("=.*", "");
        }
        return "unknown shorthand flag: '" + option.charAt(1) + "' in " + option;
    }

    private static String missing(String last) {
        if (last.startsWith("--")) {
            return "flag needs an argument: " + last;
        }
        String letter = last.substring(last.length() - 1);
        return "flag needs an argument: '" + letter + "' in -" + letter;
    }

    private ExitException usageError(String message) {
        return new ExitException(125, message + "\n\n" + Usage.pointer(spec, path, "Run"));
    }
}
