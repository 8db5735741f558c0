package dev.gantry.cli.terminal;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Signals to this process, by their names without `SIG`.
final class Signals {
    /// All that ask something of a container. `QUIT` is the JVM's own.
    private static final List<String> FORWARDED =
            List.of(
                    "HUP", "INT", "TERM", "USR1", "USR2", "ALRM", "CONT", "TSTP", "TTIN", "TTOU",
                    "ABRT", "IO", "PWR", "XCPU", "XFSZ", "VTALRM", "PROF", "SYS", "TRAP");

    private static final System.Logger LOG = System.getLogger("gantry.cli");

    private Signals() {}

    static void forwardAll(Consumer<String> to) {
        FORWARDED.forEach(name -> handle(name, to));
    }

    /// Calls `to` on a thread of the JVM's whenever the signal comes. A signal the JVM keeps for
    /// itself stays as it is.
    ///
    /// `sun.misc.Signal` is supported but warned about wherever it is named, so it is not named.
    static void handle(String name, Consumer<String> to) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, given) ->
                                    answer(self, method.getName(), given, name, to));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot hear SIG" + name, e);
        }
    }

    private static @Nullable Object answer(
            Object self,
            String method,
            Object @Nullable [] given,
            String name,
            Consumer<String> to) {
        return switch (method) {
            case "handle" -> {
                to.accept(name);
                yield null;
            }
            case "hashCode" -> System.identityHashCode(self);
            case "equals" ->
                    given != null
                            && System.identityHashCode(self) == System.identityHashCode(given[0]);
            default -> "handler of SIG" + name;
        };
    }
}
