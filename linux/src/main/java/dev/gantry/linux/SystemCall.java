package dev.gantry.linux;

/// System calls younger than the C libraries we meet, by number. Linux gives every call from 424 on
/// the same number on all architectures.
final class SystemCall {
    static final long PIDFD_SEND_SIGNAL = 424;
    static final long OPEN_TREE = 428;
    static final long MOVE_MOUNT = 429;
    static final long FSOPEN = 430;
    static final long FSCONFIG = 431;
    static final long FSMOUNT = 432;
    static final long PIDFD_OPEN = 434;
    static final long OPENAT2 = 437;
    static final long PIDFD_GETFD = 438;
    static final long MOUNT_SETATTR = 442;
    static final long QUOTACTL_FD = 443;

    private SystemCall() {}
}
