package dev.gantry.cli.create;

import dev.gantry.api.container.DeviceMapping;
import dev.gantry.api.container.ThrottleDevice;
import dev.gantry.api.container.WeightDevice;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.value.GoNumber;
import dev.gantry.cli.value.Size;
import java.util.List;

/// Devices as flags name them: `path[:path[:rwm]]`, and limits as `path:rate`.
final class Devices {
    private Devices() {}

    static boolean isCdi(String device) {
        return !device.startsWith("/") && device.matches("[^/:]+/[^/:=]+=[^/:]+");
    }

    static DeviceMapping mapping(String device) throws ExitException {
        String[] parts = device.split(":", -1);
        return switch (parts.length) {
            case 1 -> new DeviceMapping(parts[0], parts[0], "rwm");
            case 2 ->
                    isMode(parts[1])
                            ? new DeviceMapping(parts[0], parts[0], parts[1])
                            : new DeviceMapping(parts[0], parts[1], "rwm");
            case 3 -> {
                if (!isMode(parts[2])) {
                    throw ExitException.because("bad mode specified: " + parts[2]);
                }
                yield new DeviceMapping(parts[0], parts[1], parts[2]);
            }
            default -> throw ExitException.because("bad format for path: " + device);
        };
    }

    private static boolean isMode(String text) {
        return text.matches("[rwm]{1,3}") && text.chars().distinct().count() == text.length();
    }

    static void checkBytes(String value) {
        throttleBytes(value);
    }

    static void checkCount(String value) {
        throttleCount(value);
    }

    static List<ThrottleDevice> bytes(List<String> values) {
        return values.stream().map(Devices::throttleBytes).toList();
    }

    static List<ThrottleDevice> counts(List<String> values) {
        return values.stream().map(Devices::throttleCount).toList();
    }

    private static ThrottleDevice throttleBytes(String value) {
        String[] parts = parts(value);
        try {
            return new ThrottleDevice(parts[0], Size.parse(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    rate(
                            value,
                            "[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb"),
                    e);
        }
    }

    private static ThrottleDevice throttleCount(String value) {
        String[] parts = parts(value);
        try {
            return new ThrottleDevice(parts[0], GoNumber.parseUint(parts[1], 64));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    rate(value, ". Number must be a positive integer"), e);
        }
    }

    private static String rate(String value, String form) {
        return "invalid rate for device: %s. The correct format is <device-path>:<number>%s"
                .formatted(value, form);
    }

    private static String[] parts(String value) {
        String[] parts = value.split(":", 2);
        if (parts.length < 2 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("bad format: " + value);
        }
        if (!parts[0].startsWith("/dev/")) {
            throw new IllegalArgumentException("bad format for device path: " + value);
        }
        return parts;
    }

    static void checkWeight(String value) {
        weight(value);
    }

    static List<WeightDevice> weights(List<String> values) {
        return values.stream().map(Devices::weight).toList();
    }

    private static WeightDevice weight(String value) {
        String[] parts = parts(value);
        try {
            return new WeightDevice(parts[0], (int) GoNumber.parseUint(parts[1], 16));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid weight for device: " + value, e);
        }
    }
}
