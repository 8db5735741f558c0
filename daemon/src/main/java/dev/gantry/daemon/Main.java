package dev.gantry.daemon;

import dev.gantry.daemon.log.LogSetup;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program `gantryd`. It ends with 0 after SIGTERM and SIGINT, with 125 when its flags make no
/// sense, and with 1 when it cannot start.
public final class Main {
    private static final int USAGE = 125;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        Flags flags;
        Options options;
        try {
            flags = Flags.parse(List.of(arguments));
            if (flags.isOn("help") || flags.isOn("version")) {
                say(flags.isOn("help") ? Help.TEXT : Help.version());
                return;
            }
            options = Options.of(ConfigFile.merged(flags), Help.VERSION);
            if (flags.isOn("validate")) {
                say("configuration OK\n");
                return;
            }
        } catch (UsageException e) {
            System.err.println(e.getMessage() + "\nSee 'gantryd --help'.");
            System.exit(USAGE);
            return;
        }
        LogSetup.level(options.logLevel());
        Logger log = LoggerFactory.getLogger(Main.class);
        try {
            Daemon daemon = Daemon.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon, log), "stop"));
            new CountDownLatch(1).await();
        } catch (IOException e) {
            log.error("failed to start daemon: {}", e.getMessage());
            log.debug("failed to start daemon", e);
            System.exit(1);
        }
    }

    /// Runs when the JVM was told to end; it would report the signal as a failure.
    private static void stop(Daemon daemon, Logger log) {
        int code = 0;
        log.info("stopping; containers go on");
        try {
            daemon.close();
        } catch (IOException | RuntimeException e) {
            log.error("failed to stop", e);
            code = 1;
        }
        Runtime.getRuntime().halt(code);
    }

    private static void say(String text) {
        PrintStream out = System.out;
        out.print(text);
        out.flush();
    }
}
