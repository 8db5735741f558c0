package dev.gantry.cli.network;

import dev.gantry.cli.command.Arguments;
import java.util.List;
import java.util.stream.Stream;

/// Values of flags that may be given often, and several at once with commas between.
final class Lists {
    private Lists() {}

    static List<String> of(Arguments arguments, String flag) {
        return arguments.list(flag).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
