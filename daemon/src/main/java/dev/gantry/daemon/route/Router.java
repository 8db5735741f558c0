package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.ApiVersion;
import dev.gantry.http.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the route of a request. Those added first are looked at first.
///
/// In a template `{id}` stands for one segment of the path, with or without a slash in front, and
/// `{name...}` for one or more.
final class Router {
    private static final Pattern VERSIONED = Pattern.compile("/v([0-9][0-9.]*)(/.*)");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)(\\.\\.\\.)?}");

    private final List<Route> routes = new ArrayList<>();

    private record Route(String method, Pattern path, List<String> names, Action action) {}

    /// A request that has found its action.
    record Found(Action action, Request request) {}

    void add(String method, String template, Action action) {
        List<String> names = new ArrayList<>();
        StringBuilder regex = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(template);
        int at = 0;
        while (parameter.find()) {
            regex.append(Pattern.quote(template.substring(at, parameter.start())));
            regex.append(parameter.group(2) == null ? "/?([^/]+)" : "/?(.+)");
            names.add(parameter.group(1));
            at = parameter.end();
        }
        regex.append(Pattern.quote(template.substring(at)));
        routes.add(new Route(method, Pattern.compile(regex.toString()), names, action));
    }

    /// Empty when there is none; as with Docker that is so, too, when only the method is wrong.
    Optional<Found> find(Exchange exchange) {
        Matcher versioned = VERSIONED.matcher(exchange.path());
        boolean hasVersion = versioned.matches();
        String path = hasVersion ? versioned.group(2) : exchange.path();
        for (Route route : routes) {
            Matcher match = route.path.matcher(path);
            if (route.method.equals(exchange.method()) && match.matches()) {
                ApiVersion version =
                        hasVersion ? ApiVersion.parse(versioned.group(1)) : ApiVersion.NEWEST;
                return Optional.of(
                        new Found(
                                route.action,
                                new Request(exchange, version, parameters(route, match))));
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> parameters(Route route, Matcher match) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < route.names.size(); i++) {
            parameters.put(route.names.get(i), match.group(i + 1));
        }
        return parameters;
    }
}
