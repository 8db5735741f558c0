package dev.gantry.engine.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The networks a container wants to be in, and its places in them while it has any.
public record Places(List<Wish> wishes, List<Endpoint> endpoints) {
    public static final Places NONE = new Places(List.of(), List.of());

    @SuppressWarnings("NullableProblems")
    public Places {
        @Nullable List<Wish> wanted = wishes;
        @Nullable List<Endpoint> taken = endpoints;
        wishes = wanted == null ? List.of() : List.copyOf(wanted);
        endpoints = taken == null ? List.of() : List.copyOf(taken);
    }

    public static Places wanted(List<Wish> wishes) {
        return new Places(wishes, List.of());
    }

    public Places withoutEndpoints() {
        return new Places(wishes, List.of());
    }

    /// Its place in a network, by the network's name.
    public Optional<Endpoint> in(String network) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.network().equals(network))
                .findFirst();
    }

    public Optional<Endpoint> inNetwork(String networkId) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.networkId().equals(networkId))
                .findFirst();
    }

    /// All ports published, whatever network they lead through.
    public List<Endpoint.PublishedPort> ports() {
        return endpoints.stream().flatMap(endpoint -> endpoint.ports().stream()).toList();
    }

    /// With a wish in the place of one for the same network.
    public Places wishing(Wish wish) {
        List<Wish> all = new ArrayList<>(wishes);
        all.removeIf(other -> isSame(other, wish));
        all.add(wish);
        return new Places(all, endpoints);
    }

    public boolean wants(NetworkDocument network) {
        return wishes.stream().anyMatch(wish -> isIn(wish, network));
    }

    public Places without(NetworkDocument network) {
        List<Wish> all = new ArrayList<>(wishes);
        all.removeIf(wish -> isIn(wish, network));
        List<Endpoint> left = new ArrayList<>(endpoints);
        left.removeIf(endpoint -> endpoint.networkId().equals(network.id()));
        return new Places(all, left);
    }

    private static boolean isSame(Wish one, Wish other) {
        return one.network().equals(other.network())
                || (!one.networkId().isEmpty() && one.networkId().equals(other.networkId()));
    }

    static boolean isIn(Wish wish, NetworkDocument network) {
        return wish.networkId().equals(network.id())
                || wish.network().equals(network.name())
                || (wish.network().length() >= 12 && network.id().startsWith(wish.network()));
    }
}
