package dev.gantry.oci.layer;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Lets a blob pass and fails on the last read when it was not the one wanted.
public final class VerifiedInput extends FilterInputStream {
    private final DigestingInput digesting;
    private final Descriptor expected;
    private boolean verified;

    public VerifiedInput(InputStream in, Descriptor expected) {
        this(new DigestingInput(in, expected.digest().algorithm()), expected);
    }

    private VerifiedInput(DigestingInput in, Descriptor expected) {
        super(in);
        this.digesting = in;
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int got = in.read(buffer, offset, length);
        if (digesting.count() > expected.size() || (got < 0 && !verified)) {
            verify();
        }
        return got;
    }

    private void verify() throws MalformedArchiveException {
        if (digesting.count() != expected.size()) {
            throw new MalformedArchiveException(
                    "blob %s: it has %s bytes, not %d"
                            .formatted(
                                    expected.digest(),
                                    digesting.count() > expected.size()
                                            ? "more"
                                            : digesting.count(),
                                    expected.size()));
        }
        Digest actual = digesting.digest();
        if (!actual.equals(expected.digest())) {
            throw new MalformedArchiveException(
                    "blob %s: its content is %s".formatted(expected.digest(), actual));
        }
        verified = true;
    }
}
