package dev.gantry.oci.layer;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The records of an extended header, `length key=value\n` each (POSIX.1-2017, pax, "pax Extended
/// Header"). Values are bytes; an empty value takes back what was said before.
final class PaxRecords {
    private static final String XATTR = "SCHILY.xattr.";
    private static final String SPARSE = "GNU.sparse.";
    private static final Pattern TIME = Pattern.compile("(-?)(\\d{1,18})(?:\\.(\\d*))?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");

    private final Map<String, byte[]> values = new LinkedHashMap<>();

    /// The offsets and lengths of sparse format 0.0, which repeats its keys.
    private final List<Long> pairs = new ArrayList<>();

    static PaxRecords parse(byte[] text) throws MalformedArchiveException {
        PaxRecords records = new PaxRecords();
        int at = 0;
        while (at < text.length && text[at] != 0) {
            at = records.record(text, at);
        }
        return records;
    }

    private int record(byte[] text, int start) throws MalformedArchiveException {
        int space = start;
        int length = 0;
        while (space < text.length
                && text[space] >= '0'
                && text[space] <= '9'
                && length < 1 << 24) {
            length = length * 10 + text[space++] - '0';
        }
        int end = start + length;
        boolean framed =
                space > start
                        && space < text.length
                        && text[space] == ' '
                        && end <= text.length
                        && end > space + 2
                        && text[end - 1] == '\n';
        int equals = space + 1;
        while (framed && equals < end && text[equals] != '=') {
            equals++;
        }
        if (!framed || equals == end || equals == space + 1) {
            throw new MalformedArchiveException("tar: invalid record in an extended header");
        }
        String key = new String(text, space + 1, equals - space - 1, StandardCharsets.UTF_8);
        put(key, Arrays.copyOfRange(text, equals + 1, end - 1));
        return end;
    }

    private void put(String key, byte[] value) throws MalformedArchiveException {
        if (key.equals(SPARSE + "offset") || key.equals(SPARSE + "numbytes")) {
            boolean offsetIsDue = pairs.size() % 2 == 0;
            if (offsetIsDue != key.endsWith("offset")) {
                throw new MalformedArchiveException("tar: sparse map out of order");
            }
            pairs.add(number(key, value));
        } else {
            values.put(key, value);
        }
    }

    /// These records over `defaults`, of which only what is sensible for all files counts.
    PaxRecords over(PaxRecords defaults) {
        PaxRecords merged = new PaxRecords();
        defaults.values.forEach((key, value) -> {
            boolean general =
                    key.equals("uid")
                            || key.equals("gid")
                            || key.equals("mtime")
                            || key.startsWith(XATTR);
            if (general) {
                merged.values.put(key, value);
            }
        });
        merged.values.putAll(values);
        merged.pairs.addAll(pairs);
        return merged;
    }

    byte @Nullable [] bytes(String key) {
        byte[] value = values.get(key);
        return value == null || value.length == 0 ? null : value;
    }

    long number(String key, long fallback) throws MalformedArchiveException {
        byte[] value = bytes(key);
        return value == null ? fallback : number(key, value);
    }

    private static long number(String key, byte[] value) throws MalformedArchiveException {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        try {
            if (NUMBER.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            throw new MalformedArchiveException("tar: %s out of range".formatted(key), e);
        }
        throw new MalformedArchiveException("tar: %s is no number".formatted(key));
    }

    @Nullable Instant time(String key) throws MalformedArchiveException {
        byte[] value = bytes(key);
        if (value == null) {
            return null;
        }
        Matcher time = TIME.matcher(new String(value, StandardCharsets.ISO_8859_1));
        if (!time.matches()) {
            throw new MalformedArchiveException("tar: %s is no time".formatted(key));
        }
        String fraction = time.group(3) == null ? "" : time.group(3);
        long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
        long seconds = Long.parseLong(time.group(2));
        boolean before = time.group(1).equals("-");
        try {
            return Instant.ofEpochSecond(before ? -seconds : seconds, before ? -nanos : nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedArchiveException("tar: %s out of range".formatted(key), e);
        }
    }

    Map<String, byte[]> xattrs() {
        Map<String, byte[]> found = new HashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(XATTR) && key.length() > XATTR.length()) {
                String name = key.substring(XATTR.length());
                found.put(name.replace("%3D", "=").replace("%25", "%"), value);
            }
        });
        return found;
    }

    /// The key of an extended attribute. An equals sign would end it, so GNU tar writes another.
    static String xattrKey(String name) {
        return XATTR + name.replace("%", "%25").replace("=", "%3D");
    }

    /// Whether the map stands before the file's data (sparse format 1.0).
    boolean hasMapInData() {
        return is("major", "1") && is("minor", "0");
    }

    private boolean is(String field, String wanted) {
        byte[] value = bytes(SPARSE + field);
        return value != null && new String(value, StandardCharsets.ISO_8859_1).equals(wanted);
    }

    /// Whether the map stands here (sparse formats 0.0 and 0.1).
    boolean hasMapHere() {
        return !pairs.isEmpty()
                || bytes(SPARSE + "map") != null
                || bytes(SPARSE + "numblocks") != null;
    }

    /// The name of a sparse file, whose `path` is one for programs that know no sparse files.
    byte @Nullable [] sparseName() {
        return hasMapInData() || hasMapHere() ? bytes(SPARSE + "name") : null;
    }

    long sparseSize(long fallback) throws MalformedArchiveException {
        return number(SPARSE + "realsize", number(SPARSE + "size", fallback));
    }

    /// The numbers of the map, offset and length in turns.
    List<Long> sparseMap() throws MalformedArchiveException {
        byte[] map = bytes(SPARSE + "map");
        if (map == null) {
            return pairs;
        }
        List<Long> numbers = new ArrayList<>();
        for (String number : new String(map, StandardCharsets.ISO_8859_1).split(",", -1)) {
            numbers.add(number(SPARSE + "map", number.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return numbers;
    }
}
