package dev.gantry.conformance;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What may happen to the containers of one name, whatever the order in which simultaneous calls
/// take effect: a set of possible worlds, narrowed with every answer (just-in-time linearization).
/// When no world is left, the answers contradict each other.
final class LifeModel {
    enum Status {
        ABSENT,
        /// The name is taken, and nothing is there yet.
        RESERVED,
        CREATED,
        RUNNING,
        PAUSED,
        EXITED
    }

    enum Kind {
        CREATE,
        START,
        STOP,
        KILL,
        RESTART,
        PAUSE,
        UNPAUSE,
        REMOVE,
        REMOVE_BY_FORCE,
        INSPECT
    }

    /// A call that has not been answered yet.
    record Call(int number, Kind kind) {}

    /// How far a call has come in a world.
    ///
    /// @param life the container it has in hand, -1 before it has one
    /// @param status it will answer with; 0 while that is open, {@link #SEEN_UP} when it waits for
    ///   an end
    private record Progress(int life, int status) {
        static final Progress NONE = new Progress(-1, 0);
    }

    /// @param life counts the containers of this name
    private record World(Status status, int life, Map<Call, Progress> calls) {
        World {
            calls = Map.copyOf(calls);
        }

        World with(Status newStatus, Call call, Progress progress) {
            int newLife = status == Status.ABSENT && newStatus != status ? life + 1 : life;
            Map<Call, Progress> changed = new TreeMap<>((a, b) -> a.number - b.number);
            changed.putAll(calls);
            changed.put(call, progress);
            return new World(newStatus, newLife, changed);
        }

        World without(Call call) {
            Map<Call, Progress> changed = new TreeMap<>((a, b) -> a.number - b.number);
            changed.putAll(calls);
            changed.remove(call);
            return new World(status, life, changed);
        }

        boolean isUp() {
            return status == Status.RUNNING || status == Status.PAUSED;
        }
    }

    private static final int SEEN_UP = -1;

    private Set<World> worlds = Set.of(new World(Status.ABSENT, 0, Map.of()));

    void begin(Call call) {
        Set<World> begun = new HashSet<>();
        worlds.forEach(world -> begun.add(world.with(world.status, call, Progress.NONE)));
        worlds = begun;
    }

    /// @param seen the status an inspection told, else `null`
    /// @return false when no order of effects explains the answer
    boolean end(Call call, int answer, @org.jspecify.annotations.Nullable Status seen) {
        Set<World> all = new LinkedHashSet<>(worlds);
        Set<World> fresh = all;
        while (!fresh.isEmpty()) {
            Set<World> next = new LinkedHashSet<>();
            for (World world : fresh) {
                world.calls.forEach((pending, progress) -> {
                    if (progress.status <= 0) {
                        next.addAll(effects(world, pending, progress));
                    }
                });
            }
            next.removeAll(all);
            all.addAll(next);
            fresh = next;
        }
        int wanted = seen == null ? answer : code(seen);
        Set<World> left = new HashSet<>();
        for (World world : all) {
            Progress progress = world.calls.get(call);
            if (progress != null && progress.status == wanted) {
                left.add(world.without(call));
            }
        }
        worlds = left;
        return !left.isEmpty();
    }

    /// An inspection answers with what it saw.
    private static int code(Status seen) {
        return 1000 + java.util.Arrays.asList(Status.values()).indexOf(seen);
    }

    private static Set<World> effects(World world, Call call, Progress progress) {
        Set<World> effects = new HashSet<>();
        boolean isFirst = progress.life < 0;
        boolean isOurs = isFirst || progress.life == world.life;
        boolean isThere = world.status != Status.ABSENT && world.status != Status.RESERVED;
        Status status = isOurs && isThere ? world.status : Status.ABSENT;
        switch (call.kind) {
            case CREATE ->
                    effects.add(
                            isFirst
                                    ? world.status == Status.ABSENT
                                            ? world.with(
                                                    Status.RESERVED,
                                                    call,
                                                    new Progress(world.life + 1, 0))
                                            : done(world, world.status, call, 409)
                                    : done(world, Status.CREATED, call, 201));
            case START -> effects.add(start(world, call, status));
            case STOP, KILL -> end(world, call, progress, status, effects);
            case RESTART -> {
                effects.add(restarted(world, call, status));
                if (world.isUp() && isOurs) {
                    effects.add(world.with(Status.EXITED, call, new Progress(world.life, 0)));
                }
            }
            case PAUSE ->
                    effects.add(
                            switch (status) {
                                case ABSENT, RESERVED -> done(world, world.status, call, 404);
                                case RUNNING -> done(world, Status.PAUSED, call, 204);
                                case CREATED, PAUSED, EXITED ->
                                        done(world, world.status, call, 409);
                            });
            case UNPAUSE ->
                    effects.add(
                            switch (status) {
                                case ABSENT, RESERVED -> done(world, world.status, call, 404);
                                case PAUSED -> done(world, Status.RUNNING, call, 204);
                                case CREATED, RUNNING, EXITED ->
                                        done(world, world.status, call, 409);
                            });
            case REMOVE ->
                    effects.add(
                            switch (status) {
                                case ABSENT, RESERVED -> done(world, world.status, call, 404);
                                case CREATED, EXITED -> done(world, Status.ABSENT, call, 204);
                                case RUNNING, PAUSED -> done(world, world.status, call, 409);
                            });
            case REMOVE_BY_FORCE -> {
                effects.add(
                        status == Status.ABSENT
                                ? done(world, world.status, call, 404)
                                : done(world, Status.ABSENT, call, 204));
                if (world.isUp() && isOurs) {
                    effects.add(world.with(Status.EXITED, call, new Progress(world.life, 0)));
                }
            }
            case INSPECT ->
                    effects.add(
                            done(world, world.status, call, isThere ? code(world.status) : 404));
        }
        if (isFirst && isThere && call.kind != Kind.CREATE) {
            effects.add(world.with(world.status, call, new Progress(world.life, 0)));
        }
        return effects;
    }

    private static World done(World world, Status after, Call call, int answer) {
        return world.with(after, call, new Progress(world.life, answer));
    }

    private static World start(World world, Call call, Status status) {
        return switch (status) {
            case ABSENT, RESERVED -> done(world, world.status, call, 404);
            case CREATED, EXITED -> done(world, Status.RUNNING, call, 204);
            case RUNNING -> done(world, world.status, call, 304);
            case PAUSED -> done(world, world.status, call, 409);
        };
    }

    private static World restarted(World world, Call call, Status status) {
        World started = start(world, call, status);
        return status == Status.RUNNING ? done(world, world.status, call, 204) : started;
    }

    /// Whoever has seen it up succeeds, whoever else ends it meanwhile.
    private static void end(
            World world, Call call, Progress progress, Status status, Set<World> effects) {
        int notUp = call.kind == Kind.STOP ? 304 : 409;
        boolean hasSeenUp = progress.status == SEEN_UP;
        switch (status) {
            case ABSENT, RESERVED ->
                    effects.add(done(world, world.status, call, hasSeenUp ? 204 : 404));
            case CREATED, EXITED ->
                    effects.add(done(world, world.status, call, hasSeenUp ? 204 : notUp));
            case RUNNING, PAUSED -> {
                effects.add(done(world, Status.EXITED, call, 204));
                effects.add(world.with(world.status, call, new Progress(world.life, SEEN_UP)));
            }
        }
    }
}
