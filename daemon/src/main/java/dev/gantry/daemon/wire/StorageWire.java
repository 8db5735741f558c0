package dev.gantry.daemon.wire;

import dev.gantry.api.container.HostConfig;
import dev.gantry.engine.EngineException;
import java.util.Locale;
import java.util.Map;

/// `StorageOpt`: how much a container may write over its image.
final class StorageWire {
    private static final String UNITS = "kmgtp";

    private StorageWire() {}

    /// @return bytes, 0 for no limit
    static long size(HostConfig host) {
        Map<String, String> options = Given.map(host.storageOpt());
        options.keySet().stream()
                .filter(name -> !name.equalsIgnoreCase("size"))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw EngineException.invalid("Unknown option " + name);
                });
        return options.values().stream().findFirst().map(StorageWire::bytes).orElse(0L);
    }

    /// `10G`, `512mb`, `1.5g`, a plain number.
    private static long bytes(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        Given.require(
                lower.matches("[0-9]{1,12}(\\.[0-9]{1,6})?[kmgtp]?i?b?"),
                "invalid size: '%s'".formatted(text));
        String digits = lower.replaceAll("[a-z]", "");
        String letters = lower.substring(digits.length());
        int power = letters.isEmpty() ? -1 : UNITS.indexOf(letters.charAt(0));
        return (long) (Double.parseDouble(digits) * Math.pow(1024, power + 1));
    }
}
