package dev.gantry.cli.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The credentials of this user, by registry.
///
/// @param directory of `config.json`
public record AuthStore(Path directory) {
    /// What to send along with a request about an image: an empty object when there is nothing.
    public String header(String image) throws IOException, InterruptedException {
        return headerFor(Server.ofImage(image));
    }

    String headerFor(String server) throws IOException, InterruptedException {
        return find(server).orElse(new Auth("", "", "", "")).header();
    }

    public Optional<Auth> find(String server) throws IOException, InterruptedException {
        ConfigFile config = ConfigFile.read(directory);
        String helper = config.helper(server);
        return helper.isEmpty() ? config.find(server) : CredentialProgram.named(helper).get(server);
    }

    /// @return whether the secret lies in a file now
    public boolean keep(Auth auth) throws IOException, InterruptedException {
        ConfigFile config = ConfigFile.read(directory);
        String helper = config.helper(auth.server());
        if (!helper.isEmpty()) {
            CredentialProgram.named(helper).store(auth);
        }
        config.with(auth, helper.isEmpty()).write();
        return helper.isEmpty();
    }

    public void forget(String server) throws IOException, InterruptedException {
        ConfigFile config = ConfigFile.read(directory);
        String helper = config.helper(server);
        if (!helper.isEmpty()) {
            CredentialProgram.named(helper).erase(server);
        }
        ConfigFile without = config.without(server);
        if (!without.equals(config)) {
            without.write();
        }
    }

    public Path file() {
        return directory.resolve("config.json");
    }
}
