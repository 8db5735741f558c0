package dev.gantry.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one way a program is started: `posix_spawn` with an argument list, a clean environment,
/// default signals, an empty signal mask, a session of its own, and no descriptors but those named.
public final class Spawn {
    private static final Function POSIX_SPAWN = Function.of("posix_spawn");
    private static final Function ATTR_INIT = Function.of("posix_spawnattr_init");
    private static final Function ATTR_DESTROY = Function.of("posix_spawnattr_destroy");
    private static final Function ATTR_FLAGS = Function.of("posix_spawnattr_setflags");
    private static final Function ATTR_DEFAULT = Function.of("posix_spawnattr_setsigdefault");
    private static final Function ATTR_MASK = Function.of("posix_spawnattr_setsigmask");
    private static final Function ACTIONS_INIT = Function.of("posix_spawn_file_actions_init");
    private static final Function ACTIONS_DESTROY = Function.of("posix_spawn_file_actions_destroy");
    private static final Function ADD_DUP2 = Function.of("posix_spawn_file_actions_adddup2");
    private static final Function ADD_OPEN = Function.of("posix_spawn_file_actions_addopen");
    private static final Function ADD_CHDIR = Function.of("posix_spawn_file_actions_addchdir_np");
    private static final Function ADD_CLOSEFROM =
            Function.of("posix_spawn_file_actions_addclosefrom_np");

    private static final int SETSIGDEF = 4;
    private static final int SETSIGMASK = 8;
    private static final int SETSID = 0x80;
    private static final int ATTRIBUTES_SIZE = 336;
    private static final int ACTIONS_SIZE = 80;
    private static final int SIGNAL_SET_SIZE = 128;

    /// Above every number a child is given, so that one `dup2` never overwrites the next one's
    /// source.
    private static final int HIGH = 64;

    private final Path program;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private final List<@Nullable Fd> descriptors = new ArrayList<>();
    private @Nullable Path directory;

    private Spawn(Path program, List<String> arguments, Map<String, String> environment) {
        this.program = program;
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
    }

    /// @param arguments without the program's own name, which is put first
    public static Spawn program(
            Path program, List<String> arguments, Map<String, String> environment) {
        return new Spawn(program, arguments, environment);
    }

    /// The working directory of the child.
    public Spawn in(Path newDirectory) {
        directory = newDirectory;
        return this;
    }

    /// Gives the next descriptor number, from 0 on: what to find there, or `null` for `/dev/null`.
    /// The caller goes on owning it.
    public Spawn descriptor(@Nullable Fd fd) {
        if (descriptors.size() == HIGH) {
            throw new IllegalArgumentException("too many descriptors for " + program);
        }
        descriptors.add(fd);
        return this;
    }

    /// Starts it. The child must be reaped through the result.
    public Pidfd start() throws IOException {
        while (descriptors.size() < 3) {
            descriptors.add(null);
        }
        List<@Nullable Fd> high = new ArrayList<>();
        try {
            for (Fd fd : descriptors) {
                high.add(fd == null ? null : fd.dupAbove(HIGH));
            }
            return Pidfd.open(spawn(high));
        } finally {
            for (Fd fd : high) {
                if (fd != null) {
                    fd.close();
                }
            }
        }
    }

    private int spawn(List<@Nullable Fd> high) throws LinuxException {
        try (Frame frame = new Frame()) {
            long attributes = frame.allocate(ATTRIBUTES_SIZE).address();
            long actions = frame.allocate(ACTIONS_SIZE).address();
            check(frame, ATTR_INIT, attributes);
            check(frame, ACTIONS_INIT, actions);
            try {
                prepareSignals(frame, attributes);
                prepareFiles(frame, actions, high);
                MemorySegment pid = frame.allocate(4);
                check(
                        frame,
                        POSIX_SPAWN,
                        pid.address(),
                        frame.string(program.toString()),
                        actions,
                        attributes,
                        strings(frame, argv()),
                        strings(frame, environ()));
                return pid.get(ValueLayout.JAVA_INT, 0);
            } finally {
                frame.once(ACTIONS_DESTROY, actions);
                frame.once(ATTR_DESTROY, attributes);
            }
        }
    }

    private void prepareSignals(Frame frame, long attributes) throws LinuxException {
        MemorySegment all = frame.allocate(SIGNAL_SET_SIZE);
        all.fill((byte) 0xFF);
        check(frame, ATTR_DEFAULT, attributes, all.address());
        check(frame, ATTR_MASK, attributes, frame.allocate(SIGNAL_SET_SIZE).address());
        check(frame, ATTR_FLAGS, attributes, SETSIGDEF | SETSIGMASK | SETSID);
    }

    private void prepareFiles(Frame frame, long actions, List<@Nullable Fd> high)
            throws LinuxException {
        long devNull = frame.string("/dev/null");
        for (int target = 0; target < high.size(); target++) {
            Fd fd = high.get(target);
            if (fd == null) {
                check(frame, ADD_OPEN, actions, target, devNull, OpenFlags.O_RDWR, 0);
            } else {
                check(frame, ADD_DUP2, actions, frame.fd(fd), target);
            }
        }
        check(frame, ADD_CLOSEFROM, actions, high.size());
        if (directory != null) {
            check(frame, ADD_CHDIR, actions, frame.string(directory.toString()));
        }
    }

    /// These functions return the error number instead of setting errno.
    private void check(Frame frame, Function function, long... arguments) throws LinuxException {
        int error = (int) frame.once(function, arguments);
        if (error != 0) {
            throw new LinuxException(function.name(), program.toString(), error);
        }
    }

    private List<String> argv() {
        List<String> argv = new ArrayList<>();
        argv.add(program.toString());
        argv.addAll(arguments);
        return argv;
    }

    private List<String> environ() {
        return environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    }

    private static long strings(Frame frame, List<String> texts) throws LinuxException {
        MemorySegment array = frame.allocate(8L * (texts.size() + 1));
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ValueLayout.JAVA_LONG, i, frame.string(texts.get(i)));
        }
        return array.address();
    }
}
