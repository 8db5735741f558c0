package dev.gantry.host.runtime;

/// The path of a container's cgroup, the same below every hierarchy's mount.
record CgroupPath(String path) {
    static CgroupPath of(RuntimeRequest request) {
        String parent = request.resources().cgroupParent();
        return new CgroupPath((parent.endsWith("/") ? parent : parent + "/") + request.id());
    }
}
