package dev.gantry.cli.image;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Cli;
import dev.gantry.linux.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Fetches an image through the daemon and shows how it goes.
///
/// @param platform the platform wanted, or null for the daemon's own
public record Pull(Cli cli, @Nullable String platform) {
    /// @param progress where the progress goes, which is stdout or stderr; null for nowhere
    public void run(String image, @Nullable OutputStream progress)
            throws IOException, InterruptedException {
        ImageName.check(image);
        String[] parts = split(image);
        Request request =
                Request.post("/images/create")
                        .query("fromImage", parts[0])
                        .queryIf("tag", parts[1])
                        .queryIf("platform", platform);
        send(request, image, progress);
    }

    /// All tags of a repository.
    void runAll(String repository, @Nullable OutputStream progress)
            throws IOException, InterruptedException {
        send(
                Request.post("/images/create")
                        .query("fromImage", repository)
                        .queryIf("platform", platform),
                repository,
                progress);
    }

    private void send(Request request, String image, @Nullable OutputStream progress)
            throws IOException, InterruptedException {
        Request shown = request.header("X-Registry-Auth", cli.auths().header(image));
        boolean terminal =
                progress != null && Terminal.stderr().exists() && Terminal.stdout().exists();
        OutputStream out = progress == null ? OutputStream.nullOutputStream() : progress;
        try (Response response = cli.client().send(shown)) {
            new Progress(out, terminal).show(response.body());
        }
    }

    /// Repository and tag or digest.
    private static String[] split(String image) {
        String full = ImageName.withTag(image);
        int at = full.indexOf('@');
        if (at >= 0) {
            return new String[] {full.substring(0, at), full.substring(at + 1)};
        }
        int colon = full.lastIndexOf(':');
        return new String[] {full.substring(0, colon), full.substring(colon + 1)};
    }
}
