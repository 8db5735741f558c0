package dev.gantry.host.storage;

import dev.gantry.linux.Fd;
import dev.gantry.oci.layer.TarEntry;
import java.io.IOException;

/// What the entries of an archive are put onto.
interface Ground {
    /// The directory that an entry is to stand in, made if need be. Not to be closed; good until
    /// the next call.
    Fd of(EntryName name) throws IOException;

    /// The directory a present file stands in, to be closed.
    Fd existing(EntryName name) throws IOException;

    /// Refuses what has no place here.
    void check(TarEntry entry) throws IOException;

    /// Takes away what stands where an entry that is no directory is to be.
    void makeRoom(TarEntry entry, Fd parent, byte[] name) throws IOException;

    /// Makes a directory where something else stands.
    void replaceByDirectory(TarEntry entry, Fd parent, byte[] name) throws IOException;
}
