package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A link in its handler's hands.
record HijackedLink(Link link, InputStream input, OutputStream output, boolean wasUpgraded)
        implements Hijacked {
    @Override
    public void shutdownOutput() throws IOException {
        link.shutdownOutput();
    }

    @Override
    public void close() {
        Quietly.close(link);
    }
}
