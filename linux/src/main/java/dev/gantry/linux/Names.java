package dev.gantry.linux;

import java.nio.charset.StandardCharsets;

/// File names are bytes; this is how they are shown in messages.
final class Names {
    private Names() {}

    static String show(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }

    static String show(Fd directory, byte[] name) {
        if (directory == Fd.cwd() || (name.length > 0 && name[0] == '/')) {
            return show(name);
        }
        return name.length == 0 ? directory.toString() : directory + "/" + show(name);
    }
}
