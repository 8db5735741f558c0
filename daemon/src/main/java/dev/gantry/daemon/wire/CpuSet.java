package dev.gantry.daemon.wire;

import java.util.BitSet;

/// Sets of processors and memory nodes, as `0-2,7`.
final class CpuSet {
    private static final int MOST = 8192;

    private CpuSet() {}

    /// @param what is set, in Docker's words
    /// @param kind of things it names
    /// @param available those of this machine
    static void require(String what, String kind, String set, String available) {
        if (set.isEmpty()) {
            return;
        }
        Given.require(
                set.matches("[0-9]{1,18}(-[0-9]{1,18})?(,[0-9]{1,18}(-[0-9]{1,18})?)*"),
                "Invalid value %s for %s: invalid format: %s".formatted(set, what, set));
        BitSet wanted = members(what, set);
        wanted.andNot(members(what, available));
        Given.require(
                wanted.isEmpty(),
                "Requested %s are not available - requested %s, available: %s"
                        .formatted(kind, set, available));
    }

    private static BitSet members(String what, String set) {
        BitSet members = new BitSet();
        for (String range : set.split(",")) {
            String[] ends = range.split("-");
            long first = Long.parseLong(ends[0]);
            long last = Long.parseLong(ends[ends.length - 1]);
            Given.require(
                    last <= MOST && first <= MOST,
                    "Invalid value %s for %s: value of out range, maximum is %d"
                            .formatted(set, what, MOST));
            Given.require(
                    first <= last,
                    "Invalid value %s for %s: invalid format: %s".formatted(set, what, set));
            members.set((int) first, (int) last + 1);
        }
        return members;
    }
}
