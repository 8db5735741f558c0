package dev.gantry.cli;

import dev.gantry.api.client.DockerClient;
import dev.gantry.cli.auth.AuthStore;
import dev.gantry.cli.command.About;
import dev.gantry.cli.command.ArgumentParser;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.command.Usage;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The program: finds the command, gives it its arguments, ends with its status.
public final class Main {
    private final InputStream stdin;
    private final OutputStream stdout;
    private final OutputStream stderr;
    private final PrintStream err;
    private final Map<String, String> environment;

    Main(
            InputStream stdin,
            OutputStream stdout,
            OutputStream stderr,
            Map<String, String> environment) {
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
        this.err = new PrintStream(stderr, true, StandardCharsets.UTF_8);
        this.environment = Map.copyOf(environment);
    }

    public static void main(String[] line) {
        Main main =
                new Main(
                        new FileInputStream(FileDescriptor.in),
                        new StandardOutput(FileDescriptor.out),
                        new StandardOutput(FileDescriptor.err),
                        System.getenv());
        System.exit(main.run(List.of(line)));
    }

    /// @return the exit status
    int run(List<String> line) {
        boolean debug = false;
        try {
            GlobalOptions options = new GlobalOptions(globals(line), environment);
            debug = options.debug();
            return dispatch(options);
        } catch (IOException e) {
            String message = Failures.describe(e);
            if (!message.isEmpty()) {
                err.println(message);
            }
            if (debug) {
                e.printStackTrace(err);
            }
            return Failures.status(e);
        } catch (InterruptedException e) {
            return 130;
        }
    }

    /// A line that begins with a command has no global options, and needs no parser for them.
    private static Arguments globals(List<String> line) throws ExitException {
        return line.isEmpty() || line.getFirst().startsWith("-")
                ? new ArgumentParser(GlobalOptions.SPEC, "").parse(line)
                : new Arguments("", Map.of(), line);
    }

    private int dispatch(GlobalOptions options) throws IOException, InterruptedException {
        List<String> words = options.command();
        if (options.wantsVersion()) {
            return print(About.line() + "\n");
        }
        if (words.isEmpty() || options.wantsHelp()) {
            return print(Help.overview());
        }
        String first = words.getFirst();
        if (first.equals("help")) {
            return print(Help.about(words.subList(1, words.size())));
        }
        Commands.Group group = Commands.group(first);
        List<String> rest = words.subList(1, words.size());
        if (group != null) {
            return inGroup(group, rest, options);
        }
        Command command = Commands.command(first);
        if (command == null) {
            throw ExitException.because(
                    "gantry: unknown command: gantry "
                            + first
                            + "\n\nRun 'gantry --help' for more information");
        }
        return run(command, first, rest, options);
    }

    private int inGroup(Commands.Group group, List<String> words, GlobalOptions options)
            throws IOException, InterruptedException {
        if (words.isEmpty()) {
            err.print(Help.group(group));
            return 0;
        }
        if (words.getFirst().equals("--help") || words.getFirst().equals("-h")) {
            return print(Help.group(group));
        }
        String word = words.getFirst();
        Command command = group.command(word);
        if (command == null) {
            throw Help.unknownIn(group, word);
        }
        return run(command, group.name() + " " + word, words.subList(1, words.size()), options);
    }

    private int run(Command command, String path, List<String> line, GlobalOptions options)
            throws IOException, InterruptedException {
        Spec spec = Help.withHelpFlag(command.spec());
        Arguments arguments = new ArgumentParser(spec, path).parse(line);
        if (arguments.bool("help")) {
            return print(Usage.help(command.spec(), path));
        }
        Usage.checkCount(spec, path, arguments.positional().size());
        try (DockerClient client = options.client()) {
            AuthStore auths = new AuthStore(options.configuration());
            return command.run(
                    new Cli(stdin, stdout, stderr, client, auths, options.debug()), arguments);
        }
    }

    private int print(String text) throws IOException {
        stdout.write(text.getBytes(StandardCharsets.UTF_8));
        return 0;
    }
}
