package dev.gantry.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Compiles system call filters with libseccomp (seccomp_init(3), seccomp_rule_add(3),
/// seccomp_export_bpf(3)). One thread uses it.
public final class Seccomp implements AutoCloseable {
    private static final Function INIT = Function.of(Library.SECCOMP, "seccomp_init");
    private static final Function RELEASE = Function.of(Library.SECCOMP, "seccomp_release");
    private static final Function ARCH_ADD = Function.of(Library.SECCOMP, "seccomp_arch_add");
    private static final Function ARCH_RESOLVE =
            Function.of(Library.SECCOMP, "seccomp_arch_resolve_name");
    private static final Function RESOLVE =
            Function.of(Library.SECCOMP, "seccomp_syscall_resolve_name");
    private static final Function RULE_ADD = Function.of(Library.SECCOMP, "seccomp_rule_add_array");
    private static final Function EXPORT = Function.of(Library.SECCOMP, "seccomp_export_bpf");
    private static final Function ATTR_SET = Function.of(Library.SECCOMP, "seccomp_attr_set");
    private static final Function MEMFD_CREATE = Function.of("memfd_create");

    private static final int NO_SUCH_CALL = -1;
    private static final int SCMP_FLTATR_CTL_OPTIMIZE = 8;

    private final long context;

    private Seccomp(long context) {
        this.context = context;
    }

    /// One comparison of an argument; `operator` as `enum scmp_compare` numbers it.
    public record Comparison(int index, int operator, long value, long valueTwo) {}

    /// Whether the library is there.
    public static boolean isAvailable() {
        try {
            Library.SECCOMP.require();
            return true;
        } catch (MissingLibraryException e) {
            return false;
        }
    }

    /// @param defaultAction as libseccomp numbers it
    public static Seccomp open(int defaultAction) throws LinuxException {
        try (Frame frame = new Frame()) {
            long context = frame.once(INIT, Integer.toUnsignedLong(defaultAction));
            if (context == 0) {
                throw new LinuxException("seccomp_init", "filter", Errno.EINVAL);
            }
            return new Seccomp(context);
        }
    }

    /// Covers a further architecture by its name, such as `SCMP_ARCH_X86`; one the library does not
    /// know is passed over.
    public void addArchitecture(String name) {
        try (Frame frame = new Frame()) {
            String plain = name.replaceFirst("^SCMP_ARCH_", "").toLowerCase(java.util.Locale.ROOT);
            long token = frame.once(ARCH_RESOLVE, frame.string(plain)) & 0xFFFF_FFFFL;
            if (token != 0) {
                frame.once(ARCH_ADD, context, token);
            }
        } catch (LinuxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /// Adds a rule; a system call the library does not know is passed over.
    public void add(int action, String call, List<Comparison> comparisons) throws LinuxException {
        try (Frame frame = new Frame()) {
            int number = (int) frame.once(RESOLVE, frame.string(call));
            if (number == NO_SUCH_CALL) {
                return;
            }
            MemorySegment array = frame.allocate(24L * comparisons.size());
            for (int i = 0; i < comparisons.size(); i++) {
                Comparison comparison = comparisons.get(i);
                array.set(ValueLayout.JAVA_INT, 24L * i, comparison.index);
                array.set(ValueLayout.JAVA_INT, 24L * i + 4, comparison.operator);
                array.set(ValueLayout.JAVA_LONG, 24L * i + 8, comparison.value);
                array.set(ValueLayout.JAVA_LONG, 24L * i + 16, comparison.valueTwo);
            }
            int error =
                    (int)
                            frame.once(
                                    RULE_ADD,
                                    context,
                                    Integer.toUnsignedLong(action),
                                    number,
                                    comparisons.size(),
                                    array.address());
            if (error != 0) {
                throw new LinuxException("seccomp_rule_add", call, -error);
            }
        }
    }

    /// The program in the kernel's form, an array of `struct sock_filter`.
    public byte[] export() throws IOException, InterruptedException {
        try (Frame frame = new Frame()) {
            frame.once(ATTR_SET, context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
            int number = frame.checkInt(MEMFD_CREATE, "filter", frame.string("filter"), 1);
            try (Fd file = new Fd(number, "filter")) {
                int error = (int) frame.once(EXPORT, context, frame.fd(file));
                if (error != 0) {
                    throw new LinuxException("seccomp_export_bpf", "filter", -error);
                }
                file.seek(0, Fd.Seek.SET);
                ByteArrayOutputStream program = new ByteArrayOutputStream();
                byte[] buffer = new byte[8192];
                int count;
                while ((count = file.read(buffer, 0, buffer.length)) > 0) {
                    program.write(buffer, 0, count);
                }
                return program.toByteArray();
            }
        }
    }

    @Override
    public void close() {
        try (Frame frame = new Frame()) {
            frame.once(RELEASE, context);
        }
    }
}
