package dev.gantry.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A step at which a test can let this program die, fail or wait, to see what it leaves behind.
///
/// Nothing happens unless root says so when it starts the program: `GANTRY_FAILPOINT` holds
/// `point=action` or `point:2=action` for the second time, several of them with commas between.
/// Actions are `kill`, `eio`, `enospc` and `sleep(5s)`. `GANTRY_FAILPOINT_TRACE` names a file that
/// gets a line for each point reached. Every step of making something durable has a point before
/// and one after it.
public enum Failpoint {
    /// All bytes of a blob are written and forced to disk.
    BLOB_SYNCED,
    /// A blob has its name, which a power cut may still undo.
    BLOB_RENAMED,
    /// A blob is there for good.
    BLOB_VISIBLE,
    BLOB_DELETED,
    /// A layer has a room of its own to be unpacked in.
    LAYER_STAGED,
    /// All of a layer's files are written.
    LAYER_WRITTEN,
    /// All of a layer is forced to disk.
    LAYER_SYNCED,
    /// A layer has its name, which a power cut may still undo.
    LAYER_RENAMED,
    /// A layer is there for good.
    LAYER_VISIBLE,
    /// A layer is out of the store, and its files are still there.
    LAYER_SET_ASIDE,
    LAYER_REMOVED,
    /// The manifest of a pull is here, and none of its blobs.
    PULL_RESOLVED,
    /// A layer's blob is here and not unpacked.
    PULL_LAYER_FETCHED,
    /// All of a pulled image is here, and nobody knows it.
    PULL_BEFORE_RECORD,
    /// All blobs of an archive are in the store.
    LOAD_READ,
    /// All layers of an archive are unpacked, and nobody knows its images.
    LOAD_BEFORE_RECORD,
    /// A new layer of an image made here is written.
    MAKE_LAYER_WRITTEN,
    /// All of an image made here is in the store, and nobody knows it.
    MAKE_BEFORE_RECORD,
    /// The database has an image or a name that nobody was told of.
    IMAGE_RECORDED,
    NAME_REMOVED,
    /// An image is forgotten, and its blobs and layers are still there.
    IMAGE_FORGOTTEN,
    /// Blobs and layers of a forgotten image are out of the store.
    IMAGE_COLLECTED;

    private static final int KILLED = 137;
    private static final Pattern FORM =
            Pattern.compile("([a-z.]+)(?::(\\d+))?=(kill|eio|enospc|sleep)(?:\\((\\d+)(ms|s)\\))?");
    private static final Map<Failpoint, Plan> PLANS = plans(System.getenv("GANTRY_FAILPOINT"));
    private static final @Nullable Path TRACE = trace();

    private static final Map<Failpoint, Integer> REACHED = new ConcurrentHashMap<>();

    /// What happens at a point.
    ///
    /// @param time the first time is 1
    private record Plan(int time, String action, long millis) {}

    /// As it is called in the environment: `blob.synced`.
    public String point() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    public static List<String> points() {
        return Arrays.stream(values()).map(Failpoint::point).toList();
    }

    /// To be called where the point is.
    ///
    /// @throws IOException when it is to fail here
    public void reach() throws IOException {
        if (PLANS.isEmpty() && TRACE == null) {
            return;
        }
        leaveTrace();
        Plan plan = PLANS.get(this);
        if (plan != null && REACHED.merge(this, 1, Integer::sum) == plan.time) {
            act(plan);
        }
    }

    private void act(Plan plan) throws IOException {
        switch (plan.action) {
            case "kill" -> Runtime.getRuntime().halt(KILLED);
            case "eio" -> throw new IOException(point() + ": Input/output error");
            case "enospc" -> throw new IOException(point() + ": No space left on device");
            default -> pause(plan.millis);
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException();
        }
    }

    private void leaveTrace() throws IOException {
        Path trace = TRACE;
        if (trace != null) {
            Files.writeString(
                    trace, point() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static @Nullable Path trace() {
        String file = System.getenv("GANTRY_FAILPOINT_TRACE");
        return file == null || !isRoot() ? null : Path.of(file);
    }

    private static Map<Failpoint, Plan> plans(@Nullable String text) {
        Map<Failpoint, Plan> plans = new EnumMap<>(Failpoint.class);
        if (text == null || text.isEmpty() || !isRoot()) {
            return plans;
        }
        for (String part : text.split(",")) {
            Matcher form = FORM.matcher(part.strip());
            if (!form.matches()) {
                throw new IllegalArgumentException("GANTRY_FAILPOINT: " + part);
            }
            long amount = form.group(4) == null ? 0 : Long.parseLong(form.group(4));
            plans.put(
                    valueOf(form.group(1).toUpperCase(Locale.ROOT).replace('.', '_')),
                    new Plan(
                            form.group(2) == null ? 1 : Integer.parseInt(form.group(2)),
                            form.group(3),
                            "s".equals(form.group(5)) ? amount * 1000 : amount));
        }
        return plans;
    }
}
