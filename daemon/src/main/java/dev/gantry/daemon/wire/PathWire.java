package dev.gantry.daemon.wire;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.host.storage.PathStat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What stands at a path of a container, as a header tells it.
public final class PathWire {
    public static final String HEADER = "X-Docker-Container-Path-Stat";

    private static final int TYPE = 0xF000;
    private static final int[][] MODES = { // of stat(2), of Go's fs.FileMode
        {0x4000, 1 << 31}, // directory
        {0xA000, 1 << 27}, // link
        {0x6000, 1 << 26}, // block device
        {0x2000, 1 << 26 | 1 << 21}, // character device
        {0x1000, 1 << 25}, // pipe
        {0xC000, 1 << 24}, // socket
    };

    private PathWire() {}

    public static String header(PathStat stat) {
        JsonValue text =
                JsonValue.object()
                        .put("name", stat.name())
                        .put("size", stat.size())
                        .put("mode", goMode(stat.mode()))
                        .put("mtime", stat.modified())
                        .put("linkTarget", stat.linkTarget())
                        .build();
        return Base64.getEncoder()
                .encodeToString(Json.print(text).getBytes(StandardCharsets.UTF_8));
    }

    static long goMode(int mode) {
        int go = mode & 0777;
        for (int[] pair : MODES) {
            go |= (mode & TYPE) == pair[0] ? pair[1] : 0;
        }
        go |= (mode & 04000) != 0 ? 1 << 23 : 0;
        go |= (mode & 02000) != 0 ? 1 << 22 : 0;
        go |= (mode & 01000) != 0 ? 1 << 20 : 0;
        return Integer.toUnsignedLong(go);
    }
}
