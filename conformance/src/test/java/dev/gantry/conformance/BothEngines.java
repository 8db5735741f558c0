package dev.gantry.conformance;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives test classes one pair of engines for the whole run, ours and the real Docker, both with
/// the image `busybox`. Where there is no Docker the tests are skipped, and it is said why.
final class BothEngines implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(BothEngines.class);

    /// What is started once; `pair` is null when there is no Docker.
    private record Started(@org.jspecify.annotations.Nullable Pair pair) implements AutoCloseable {
        static Started now(String key) {
            try {
                Reference theirs = Reference.start().orElse(null);
                if (theirs == null) {
                    return new Started(null);
                }
                Pair pair = new Pair(Gantryd.start(), theirs);
                ensureBusybox(pair);
                return new Started(pair);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            if (pair != null) {
                for (Daemon daemon : pair.both()) {
                    daemon.close();
                }
            }
        }
    }

    /// The two to compare.
    record Pair(Gantryd ours, Reference theirs) {
        List<Daemon> both() {
            return List.of(ours, theirs);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Pair.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Pair pair =
                context.getRoot()
                        .getStore(NAMESPACE)
                        .computeIfAbsent("both", Started::now, Started.class)
                        .pair();
        Assumptions.assumeTrue(pair != null, "the real Docker cannot be had here");
        try {
            ensureBusybox(pair);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return pair;
    }

    /// Another suite may have removed it.
    private static void ensureBusybox(Pair pair) throws IOException, InterruptedException {
        for (Daemon daemon : pair.both()) {
            if (daemon.docker("images", "-q", "busybox:latest").checked().isEmpty()) {
                String archive = TestImages.archive("busybox").toString();
                daemon.docker("load", "-i", archive).checked();
            }
        }
    }
}
