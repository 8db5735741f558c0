package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.ProcessSpec;
import dev.gantry.host.storage.ContainerTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Turns `user`, `user:group`, `uid:gid` into ids, by the container's own passwd(5) and group(5)
/// with Docker's rules.
final class UserLookup {
    private static final int MOST = 4 << 20;

    private final List<String[]> users;
    private final List<String[]> groups;

    private UserLookup(List<String[]> users, List<String[]> groups) {
        this.users = users;
        this.groups = groups;
    }

    static UserLookup in(ContainerTree tree) throws IOException {
        return new UserLookup(
                lines(tree.read("/etc/passwd", MOST)), lines(tree.read("/etc/group", MOST)));
    }

    static UserLookup of(String passwd, String group) {
        return new UserLookup(
                lines(Optional.of(passwd.getBytes(StandardCharsets.UTF_8))),
                lines(Optional.of(group.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<String[]> lines(Optional<byte[]> file) {
        return file.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).stream()
                .flatMap(String::lines)
                .map(line -> line.strip().split(":", -1))
                .filter(fields -> fields.length >= 4 && !fields[0].startsWith("#"))
                .toList();
    }

    /// A user with ids and home.
    record Found(ProcessSpec.User user, String home) {}

    Found find(String text, List<String> groupAdd) {
        String[] parts = text.split(":", 2);
        String wanted = parts[0].isEmpty() ? "0" : parts[0];
        Optional<String[]> entry =
                users.stream().filter(f -> f[0].equals(wanted) || f[2].equals(wanted)).findFirst();
        if (entry.isEmpty() && !isId(wanted)) {
            throw EngineException.invalid(
                    "unable to find user %s: no matching entries in passwd file".formatted(wanted));
        }
        long uid = entry.map(f -> number(f[2])).orElseGet(() -> number(wanted));
        boolean hasGroup = parts.length == 2 && !parts[1].isEmpty();
        long gid = hasGroup ? group(parts[1]) : entry.map(f -> number(f[3])).orElse(0L);
        Set<Long> additional = new LinkedHashSet<>();
        additional.add(gid);
        if (!hasGroup) {
            entry.ifPresent(f -> additional.addAll(memberOf(f[0])));
        }
        groupAdd.forEach(name -> additional.add(group(name)));
        String home = entry.filter(f -> f.length > 5 && !f[5].isEmpty()).map(f -> f[5]).orElse("/");
        return new Found(new ProcessSpec.User(uid, gid, new ArrayList<>(additional)), home);
    }

    private List<Long> memberOf(String user) {
        return groups.stream()
                .filter(f -> List.of(f[3].split(",")).contains(user))
                .map(f -> number(f[2]))
                .toList();
    }

    private long group(String wanted) {
        return groups.stream()
                .filter(f -> f[0].equals(wanted) || f[2].equals(wanted))
                .findFirst()
                .map(f -> number(f[2]))
                .orElseGet(() -> {
                    if (!isId(wanted)) {
                        throw EngineException.invalid(
                                "unable to find group %s: no matching entries in group file"
                                        .formatted(wanted));
                    }
                    return number(wanted);
                });
    }

    private static boolean isId(String text) {
        return text.matches("[0-9]{1,18}");
    }

    private static long number(String text) {
        if (!isId(text) || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw EngineException.invalid(
                    "uids and gids must be in range 0-2147483647, not " + text);
        }
        return Long.parseLong(text);
    }
}
