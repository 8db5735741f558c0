package dev.gantry.daemon;

/// What `gantryd --help` and `--version` print.
final class Help {
    /// Of this build.
    static final String VERSION = "0.1.0";

    static final String TEXT =
            """
            Usage:  gantryd [OPTIONS]

            Runs containers, for clients that speak the Docker Engine API.

            Options:
                  --add-runtime name=path      Register an additional OCI runtime
                  --bip address/prefix         IP address of the default bridge
                  --bip6 address/prefix        IPv6 address of the default bridge
              -b, --bridge string              Name of the default bridge (default "gantry0")
                  --cdi-spec-dir list          Directories with descriptions of devices (CDI)
                  --cgroup-parent string       Parent cgroup of containers (default "/gantry")
                  --config-file string         Configuration file (default "/etc/gantry/daemon.json")
                  --data-root string           What is kept (default "/var/lib/gantry")
              -D, --debug                      Write debug messages to the log
                  --default-address-pool list  Where networks get subnets, as base=10.0.0.0/8,size=24
                  --default-network-opt list   Option of new networks, as driver=name=value
                  --default-ipc-mode string    "private" or "shareable"
                  --default-runtime string     OCI runtime for containers that ask for none
                  --dns list                   Name server of containers that name none
                  --dns-opt list               Option of their resolv.conf
                  --dns-search list            Domain they look names up in
                  --exec-opt list              Only "native.cgroupdriver=cgroupfs"
                  --exec-root string           What does not outlive a restart of the machine
                                               (default "/run/gantry")
                  --fixed-cidr subnet          Part of the default bridge's subnet for containers
                  --fixed-cidr-v6 subnet       The same for IPv6
              -G, --group string               Group that may use the sockets (default "docker")
                  --help                       Print usage
              -H, --host list                  Where to listen: unix://path or tcp://address:port
                                               (default /run/gantry/docker.sock, and
                                               /var/run/docker.sock when it is free)
                  --host-gateway-ip list       What "host-gateway" means to containers
                  --icc                        Let containers on the default bridge reach each other
                                               (default true)
                  --init                       Run an init in containers that do not say
                  --init-path string           Program for --init (default: docker-init,
                                               tini-static or catatonit)
                  --insecure-registry list     Registries that need not prove who they are, or speak
                                               no TLS: hosts, or networks as 10.0.0.0/8
                  --ip address                 Where ports are published that name no address
                  --ip-masq                    Hide the default bridge behind the host's address
                                               (default true)
                  --ipv6                       Give the default bridge IPv6
                  --live-restore               Containers go on when the daemon ends (always so)
                  --log-driver string          Where containers' output goes unless they say
                                               (default "json-file")
              -l, --log-level string           "debug", "info", "warn", "error", "fatal"
                  --max-concurrent-downloads n Layers fetched at the same time (default 3)
                  --max-concurrent-uploads n   Layers pushed at the same time (default 5)
                  --max-download-attempts n    Attempts at what fails for the moment (default 5)
                  --log-opt map                Options of that driver
                  --mtu int                    Largest packet of networks (default the uplink's)
              -p, --pidfile string             Where to write the process id
                  --registry-mirror list       Mirrors: https://host of Docker Hub, or
                                               registry=https://host/path of any registry
              -s, --storage-driver string      Only "overlay2"
                  --tls                        Use TLS, without asking for clients' certificates
                  --tlscacert string           Authority that has signed clients' certificates
                  --tlscert string             Our certificate
                  --tlskey string              Our key
                  --tlsverify                  Use TLS, and let only clients with a certificate in
                  --token-server list          Hosts any registry may name for its tokens
                  --userland-proxy             Only "false": the kernel forwards published ports
                  --validate                   Check flags and configuration file, and quit
              -v, --version                    Print version information and quit
            """;

    private Help() {}

    static String version() {
        return "Gantry version %s\n".formatted(VERSION);
    }
}
