package dev.gantry.cli.image;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;

/// A platform as users write it, `linux/arm64/v8`, and as the API takes it.
final class PlatformText {
    private PlatformText() {}

    static String encode(String text) {
        String[] parts = text.split("/", -1);
        JsonValue.Builder platform = JsonValue.object();
        boolean isArchitecture = parts.length == 1 && !parts[0].equals("linux");
        platform.put("architecture", isArchitecture ? parts[0] : parts.length > 1 ? parts[1] : "");
        platform.put("os", isArchitecture ? "linux" : parts[0]);
        return Json.print(
                (parts.length > 2 ? platform.put("variant", parts[2]) : platform).build());
    }
}
