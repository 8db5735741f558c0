package dev.gantry.api.container;

import static dev.gantry.base.JsonAbsent.Rule.PRINT_NULL;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.JsonName;
import dev.gantry.base.PascalCase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Devices by what they are able to do, or by name where the driver is `cdi`.
@PascalCase
public record DeviceRequest(
        @Nullable String driver,
        int count,
        @JsonAbsent(PRINT_NULL) @JsonName("DeviceIDs") @Nullable List<String> deviceIds,
        @JsonAbsent(PRINT_NULL) @Nullable List<List<String>> capabilities,
        @JsonAbsent(PRINT_NULL) @Nullable Map<String, String> options) {}
