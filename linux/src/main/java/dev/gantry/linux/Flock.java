package dev.gantry.linux;

/// Advisory locks on an open file. They end with the last descriptor of it, so a process that dies
/// leaves none behind.
public final class Flock {
    private static final Function FLOCK = Function.of("flock");
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;

    private Flock() {}

    /// Takes the lock for us alone; false when somebody else has it.
    public static boolean tryExclusive(Fd file) throws LinuxException {
        return tryLock(file, LOCK_EX);
    }

    /// Takes the lock together with others who share it; false when somebody has it alone.
    public static boolean tryShared(Fd file) throws LinuxException {
        return tryLock(file, LOCK_SH);
    }

    public static void unlock(Fd file) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(FLOCK, file, frame.fd(file), LOCK_UN);
        }
    }

    private static boolean tryLock(Fd file, int kind) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(FLOCK, file, frame.fd(file), kind | LOCK_NB);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EAGAIN) {
                return false;
            }
            throw e;
        }
    }
}
