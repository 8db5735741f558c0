package dev.gantry.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Undoes `%41`, strictly: a bad escape, a NUL or bytes that are no UTF-8 are refused.
final class PercentCode {
    private PercentCode() {}

    static String decodePath(String text) {
        return decode(text);
    }

    /// As in forms and queries, where `+` is a space.
    static String decodeForm(String text) {
        return decode(text.replace('+', ' '));
    }

    /// @param text each character is a byte as it stood in the request
    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes.write(c == '%' ? escaped(text, i) : c);
            i += c == '%' ? 2 : 0;
        }
        return utf8(bytes.toByteArray());
    }

    private static int escaped(String text, int at) {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException("invalid URL escape");
        }
        if (high + low == 0) {
            throw new IllegalArgumentException("NUL in URL");
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("URL is not UTF-8", e);
        }
    }
}
