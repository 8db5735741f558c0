package dev.gantry.linux;

/// What differs between the architectures we run on: the one table of it.
///
/// System call numbers from 424 on are the same everywhere ({@link SystemCall}); the other
/// structures we use (`statx`, `termios`, `msghdr`, `statfs`, `siginfo`) agree on both.
enum Architecture {
    X86_64(0x1_0000, 0x2_0000, 0x4000, 12, 4),
    ARM64(0x4000, 0x8000, 0x1_0000, 16, 8);

    /// The machine we run on.
    static final Architecture CURRENT = of(System.getProperty("os.arch", ""));

    /// `O_DIRECTORY`
    final int directory;

    /// `O_NOFOLLOW`
    final int noFollow;

    /// `O_DIRECT`
    final int direct;

    /// `struct epoll_event` is packed on x86-64 only.
    final int epollEventSize;

    final int epollDataOffset;

    Architecture(int directory, int noFollow, int direct, int epollEventSize, int epollDataOffset) {
        this.directory = directory;
        this.noFollow = noFollow;
        this.direct = direct;
        this.epollEventSize = epollEventSize;
        this.epollDataOffset = epollDataOffset;
    }

    static Architecture of(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> ARM64;
            default ->
                    throw new IllegalStateException(
                            "this machine is '%s'; only x86-64 and arm64 are known"
                                    .formatted(name));
        };
    }
}
