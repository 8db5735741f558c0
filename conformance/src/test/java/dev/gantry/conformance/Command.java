package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end, and never longer than two minutes.
final class Command {
    private static final long PATIENCE = 120;

    private Command() {}

    /// How a program ended and what it wrote.
    record Result(int code, byte[] stdout, String err) {
        String out() {
            return new String(stdout, UTF_8);
        }

        /// What it printed, when it succeeded.
        String checked() {
            if (code != 0) {
                throw new AssertionError("exit code " + code + ": " + out() + err);
            }
            return out();
        }
    }

    static Result run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        return run(environment, new ByteArrayInputStream(new byte[0]), command);
    }

    static Result run(Map<String, String> environment, InputStream input, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        FutureTask<byte[]> out = new FutureTask<>(process.getInputStream()::readAllBytes);
        FutureTask<byte[]> err = new FutureTask<>(process.getErrorStream()::readAllBytes);
        Thread.ofVirtual().start(out);
        Thread.ofVirtual().start(err);
        Thread.ofVirtual().start(() -> feed(input, process));
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end: " + command);
        }
        try {
            return new Result(process.exitValue(), out.get(), new String(err.get(), UTF_8));
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(e);
        }
    }

    /// A program that ended early needs no more input.
    private static void feed(InputStream input, Process process) {
        try (OutputStream stdin = process.getOutputStream()) {
            input.transferTo(stdin);
        } catch (IOException e) {
            return;
        }
    }

    static List<String> list(String... words) {
        return Arrays.asList(words);
    }

    /// A program with its usual words, and more of them.
    static List<String> joined(List<String> program, String... words) {
        List<String> all = new ArrayList<>(program);
        all.addAll(list(words));
        return all;
    }
}
