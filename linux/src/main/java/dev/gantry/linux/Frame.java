package dev.gantry.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One call into C: its memory, its errno, and the descriptors that must stay open meanwhile.
///
/// Every function goes through one method handle that passes six 64-bit integers: on x86-64 and
/// arm64 the first six integer or pointer arguments travel in registers, and a function does not
/// look at those it does not take. Linking a handle costs milliseconds for each new shape at
/// start-up; this way there is one.
final class Frame implements AutoCloseable {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle CALL = link();

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = arena.allocate(STATE);
    private final List<Fd> held = new ArrayList<>(2);

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        return Linker.nativeLinker()
                .downcallHandle(
                        FunctionDescriptor.of(word, word, word, word, word, word, word),
                        Linker.Option.captureCallState("errno"));
    }

    /// Zeroed memory, gone when the frame closes.
    MemorySegment allocate(long bytes) {
        return arena.allocate(Math.max(bytes, 1), 16);
    }

    MemorySegment copyOf(byte[] bytes) {
        MemorySegment memory = allocate(bytes.length);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory;
    }

    /// The address of a C string. A NUL inside would silently cut it short and is refused.
    long string(byte[] text) throws LinuxException {
        for (byte b : text) {
            if (b == 0) {
                throw new LinuxException("string", Names.show(text), Errno.EINVAL);
            }
        }
        MemorySegment memory = allocate(text.length + 1L);
        MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, 0, text.length);
        return memory.address();
    }

    long string(String text) throws LinuxException {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The descriptor's number, which cannot be closed and given to something else before the frame
    /// closes.
    int fd(Fd fd) throws LinuxException {
        fd.acquire();
        held.add(fd);
        return fd.rawNumber();
    }

    /// The function's result, whatever it means; {@link #errno} belongs to this call. Starts again
    /// when a signal came in between.
    long call(Function function, long... arguments) {
        long result;
        do {
            result = once(function, arguments);
        } while (result == -1 && errno() == Errno.EINTR);
        return result;
    }

    /// The function's result; -1 is a failure.
    long check(Function function, Object subject, long... arguments) throws LinuxException {
        long result = call(function, arguments);
        if (result == -1) {
            throw failure(function.name(), subject);
        }
        return result;
    }

    /// The same for a function that returns an `int`: the upper half of the register is noise.
    int checkInt(Function function, Object subject, long... arguments) throws LinuxException {
        int result;
        do {
            result = (int) once(function, arguments);
        } while (result == -1 && errno() == Errno.EINTR);
        if (result == -1) {
            throw failure(function.name(), subject);
        }
        return result;
    }

    LinuxException failure(String call, Object subject) {
        return new LinuxException(call, subject.toString(), errno());
    }

    int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    long once(Function function, long... a) {
        try {
            return (long)
                    CALL.invokeExact(
                            function.address(),
                            state,
                            at(a, 0),
                            at(a, 1),
                            at(a, 2),
                            at(a, 3),
                            at(a, 4),
                            at(a, 5));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError(function.name(), e);
        }
    }

    private static long at(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }

    @Override
    public void close() {
        arena.close();
        held.forEach(Fd::release);
    }
}
