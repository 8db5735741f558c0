package dev.gantry.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The packet filter, through `libnftables`: commands in nft's own language, in the network
/// namespace of the calling thread.
public final class Nftables {
    private static final Function NEW = Function.of(Library.NFTABLES, "nft_ctx_new");
    private static final Function FREE = Function.of(Library.NFTABLES, "nft_ctx_free");
    private static final Function BUFFER_OUTPUT =
            Function.of(Library.NFTABLES, "nft_ctx_buffer_output");
    private static final Function BUFFER_ERROR =
            Function.of(Library.NFTABLES, "nft_ctx_buffer_error");
    private static final Function SET_FLAGS =
            Function.of(Library.NFTABLES, "nft_ctx_output_set_flags");
    private static final Function RUN = Function.of(Library.NFTABLES, "nft_run_cmd_from_buffer");
    private static final Function OUTPUT =
            Function.of(Library.NFTABLES, "nft_ctx_get_output_buffer");
    private static final Function ERROR = Function.of(Library.NFTABLES, "nft_ctx_get_error_buffer");

    private static final int JSON = 1 << 4;

    private Nftables() {}

    /// Carries out all commands as one transaction: all of them, or none and a {@link
    /// NftablesException}.
    public static void run(String commands) throws IOException {
        run(commands, 0);
    }

    /// Runs a `list` command; the answer is a JSON document.
    public static String list(String command) throws IOException {
        return run(command, JSON);
    }

    /// The library keeps its parser's tables in static memory, so one thread at a time.
    private static synchronized String run(String commands, int flags) throws IOException {
        Library.NFTABLES.require();
        try (Frame frame = new Frame()) {
            long context = frame.call(NEW, 0);
            if (context == 0) {
                throw frame.failure("nft_ctx_new", "netlink");
            }
            try {
                return run(frame, context, commands, flags);
            } finally {
                frame.once(FREE, context);
            }
        }
    }

    private static String run(Frame frame, long context, String commands, int flags)
            throws IOException {
        if ((int) frame.once(BUFFER_OUTPUT, context) != 0
                || (int) frame.once(BUFFER_ERROR, context) != 0) {
            throw new LinuxException("nft_ctx_buffer_output", "libnftables", Errno.ENOMEM);
        }
        frame.once(SET_FLAGS, context, flags);
        int result = (int) frame.once(RUN, context, frame.string(commands));
        if (result != 0) {
            throw new NftablesException(text(frame.once(ERROR, context)));
        }
        return text(frame.once(OUTPUT, context));
    }

    @SuppressWarnings("restricted")
    private static String text(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
