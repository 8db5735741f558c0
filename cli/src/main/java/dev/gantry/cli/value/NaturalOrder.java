package dev.gantry.cli.value;

/// Orders texts with numbers in them as people do: `a2` before `a10`.
public final class NaturalOrder {
    private NaturalOrder() {}

    public static int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            if (isDigit(left, i) && isDigit(right, j)) {
                int endLeft = endOfDigits(left, i);
                int endRight = endOfDigits(right, j);
                int order =
                        new java.math.BigInteger(left.substring(i, endLeft))
                                .compareTo(new java.math.BigInteger(right.substring(j, endRight)));
                if (order != 0) {
                    return order;
                }
                i = endLeft;
                j = endRight;
            } else if (left.charAt(i) != right.charAt(j)) {
                return Character.compare(left.charAt(i), right.charAt(j));
            } else {
                i++;
                j++;
            }
        }
        return Integer.compare(left.length() - i, right.length() - j);
    }

    private static boolean isDigit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text, end)) {
            end++;
        }
        return end;
    }
}
