package dev.gantry.oci.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a `WWW-Authenticate` header asks for (RFC 9110, section 11.6.1).
///
/// @param scheme in lower case
/// @param parameters by name in lower case
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int LONGEST = 4096;
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern SCHEME = Pattern.compile("(" + TOKEN + ")(?:\\s*,\\s*|\\s+|$)");
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "("
                            + TOKEN
                            + ")\\s*=\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*)\"|("
                            + TOKEN
                            + "))\\s*,?\\s*");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            if (header.length() <= LONGEST) {
                parse(header.strip(), challenges);
            }
        }
        return challenges;
    }

    private static void parse(String header, List<Challenge> challenges) {
        int at = 0;
        Matcher scheme = SCHEME.matcher(header);
        Matcher parameter = PARAMETER.matcher(header);
        while (scheme.region(at, header.length()).lookingAt()) {
            at = scheme.end();
            Map<String, String> parameters = new HashMap<>();
            while (parameter.region(at, header.length()).lookingAt()) {
                String quoted = parameter.group(2);
                parameters.put(
                        parameter.group(1).toLowerCase(Locale.ROOT),
                        quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
                at = parameter.end();
            }
            challenges.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
        }
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
