package dev.gantry.base;

import java.util.Optional;
import java.util.concurrent.Callable;

/// The call being served on this thread: its id stands in every log line and in the answer to an
/// internal error.
///
/// A scoped value is not inherited by executors; {@link Tasks#fork} binds it again. There is no
/// second one.
public record Call(String id) {
    private static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    public static Optional<Call> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /// Runs `work` as this call.
    public <T> T run(Callable<T> work) throws Exception {
        return ScopedValue.where(CURRENT, this).call(work::call);
    }
}
