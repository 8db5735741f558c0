package dev.gantry.cli.registry;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.auth.Auth;
import dev.gantry.cli.auth.Server;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// `login`: keeps credentials a registry takes.
public final class LoginCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] [SERVER]",
                        "Keep credentials for a registry, Docker Hub unless another is named",
                        Spec.Arity.atMost(1))
                .flags(
                        Flag.text("password", "p", "Password or access token"),
                        Flag.bool("password-stdin", "Take the password from STDIN"),
                        Flag.text("username", "u", "Name of the user"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        check(arguments);
        if (arguments.isSet("password")) {
            cli.err()
                    .println(
                            "WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
        }
        String server = Server.of(arguments.positional().isEmpty() ? "" : arguments.positional(0));
        if (!arguments.isSet("username") && !arguments.isSet("password")) {
            Optional<Auth> known = cli.auths().find(server);
            if (known.isPresent() && again(cli, known.get())) {
                return 0;
            }
        }
        Auth auth = asked(cli, arguments, server);
        keep(cli, auth, login(cli, auth));
        return 0;
    }

    private static void check(Arguments arguments) throws ExitException {
        if (!arguments.bool("password-stdin")) {
            return;
        }
        if (arguments.isSet("password")) {
            throw ExitException.because(
                    "conflicting options: cannot specify both --password and --password-stdin");
        }
        if (arguments.text("username").isEmpty()) {
            throw ExitException.because(
                    "the --password-stdin option requires --username to be set");
        }
    }

    /// @return whether what is kept is still taken
    private static boolean again(Cli cli, Auth known) throws IOException, InterruptedException {
        cli.out()
                .print(
                        "Authenticating with existing credentials..."
                                + (known.user().isEmpty()
                                        ? ""
                                        : " [Username: " + known.user() + "]")
                                + "\n");
        try {
            keep(cli, known, login(cli, known));
            return true;
        } catch (dev.gantry.api.client.ApiException e) {
            cli.err().println("Login did not succeed, error: " + e.reason());
            return false;
        }
    }

    private static Auth asked(Cli cli, Arguments arguments, String server) throws IOException {
        String user = arguments.text("username");
        String password = arguments.text("password");
        if (arguments.bool("password-stdin")) {
            String all = new String(cli.stdin().readAllBytes(), StandardCharsets.UTF_8);
            password = all.replaceFirst("[\\r\\n]+$", "");
        }
        if (user.isEmpty() || (password.isEmpty() && !arguments.bool("password-stdin"))) {
            Prompt prompt = Prompt.of(cli);
            user = user.isEmpty() ? prompt.line("Username: ") : user;
            password = password.isEmpty() ? prompt.secret("Password: ") : password;
        }
        if (user.isEmpty()) {
            throw ExitException.because("Error: Non-null Username Required");
        }
        if (password.isEmpty()) {
            throw ExitException.because("Error: Password Required");
        }
        return new Auth(server, user.strip(), password, "");
    }

    private static JsonValue.Obj login(Cli cli, Auth auth) throws IOException {
        return cli.client().object(Request.post("/auth").json(auth.json()));
    }

    private static void keep(Cli cli, Auth auth, JsonValue.Obj answer)
            throws IOException, InterruptedException {
        String identity = answer.text("IdentityToken", "");
        Auth kept = identity.isEmpty() ? auth : new Auth(auth.server(), auth.user(), "", identity);
        if (cli.auths().keep(kept)) {
            cli.err()
                    .print(
                            """

                            WARNING! Your credentials are stored unencrypted in '%s'.
                            Configure a credential helper to remove this warning. See
                            https://docs.docker.com/go/credential-store/

                            """
                                    .formatted(cli.auths().file()));
        }
        cli.out().println(answer.text("Status", "Login Succeeded"));
    }
}
