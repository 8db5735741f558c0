package dev.gantry.cli;

import dev.gantry.cli.command.Command;
import dev.gantry.cli.container.AttachCommand;
import dev.gantry.cli.container.CommitCommand;
import dev.gantry.cli.container.ContainerInspectCommand;
import dev.gantry.cli.container.ContainerPruneCommand;
import dev.gantry.cli.container.CreateCommand;
import dev.gantry.cli.container.ExecCommand;
import dev.gantry.cli.container.ExportCommand;
import dev.gantry.cli.container.KillCommand;
import dev.gantry.cli.container.LogsCommand;
import dev.gantry.cli.container.PauseCommand;
import dev.gantry.cli.container.PortCommand;
import dev.gantry.cli.container.PsCommand;
import dev.gantry.cli.container.RenameCommand;
import dev.gantry.cli.container.RestartCommand;
import dev.gantry.cli.container.RmCommand;
import dev.gantry.cli.container.RunCommand;
import dev.gantry.cli.container.StartCommand;
import dev.gantry.cli.container.StatsCommand;
import dev.gantry.cli.container.StopCommand;
import dev.gantry.cli.container.TopCommand;
import dev.gantry.cli.container.UnpauseCommand;
import dev.gantry.cli.container.WaitCommand;
import dev.gantry.cli.copy.CopyCommand;
import dev.gantry.cli.image.HistoryCommand;
import dev.gantry.cli.image.ImageInspectCommand;
import dev.gantry.cli.image.ImagePruneCommand;
import dev.gantry.cli.image.ImagesCommand;
import dev.gantry.cli.image.ImportCommand;
import dev.gantry.cli.image.LoadCommand;
import dev.gantry.cli.image.PullCommand;
import dev.gantry.cli.image.RmiCommand;
import dev.gantry.cli.image.SaveCommand;
import dev.gantry.cli.image.TagCommand;
import dev.gantry.cli.network.NetworkConnectCommand;
import dev.gantry.cli.network.NetworkCreateCommand;
import dev.gantry.cli.network.NetworkDisconnectCommand;
import dev.gantry.cli.network.NetworkInspectCommand;
import dev.gantry.cli.network.NetworkLsCommand;
import dev.gantry.cli.network.NetworkPruneCommand;
import dev.gantry.cli.network.NetworkRmCommand;
import dev.gantry.cli.registry.LoginCommand;
import dev.gantry.cli.registry.LogoutCommand;
import dev.gantry.cli.registry.PushCommand;
import dev.gantry.cli.registry.SearchCommand;
import dev.gantry.cli.system.CheckCommand;
import dev.gantry.cli.system.DiskUsageCommand;
import dev.gantry.cli.system.EventsCommand;
import dev.gantry.cli.system.InfoCommand;
import dev.gantry.cli.system.InspectCommand;
import dev.gantry.cli.system.SystemPruneCommand;
import dev.gantry.cli.system.VersionCommand;
import dev.gantry.cli.tls.TlsCommand;
import dev.gantry.cli.volume.VolumeCloneCommand;
import dev.gantry.cli.volume.VolumeCreateCommand;
import dev.gantry.cli.volume.VolumeExportCommand;
import dev.gantry.cli.volume.VolumeImportCommand;
import dev.gantry.cli.volume.VolumeInspectCommand;
import dev.gantry.cli.volume.VolumeLsCommand;
import dev.gantry.cli.volume.VolumePruneCommand;
import dev.gantry.cli.volume.VolumeRenameCommand;
import dev.gantry.cli.volume.VolumeRestoreCommand;
import dev.gantry.cli.volume.VolumeRmCommand;
import dev.gantry.cli.volume.VolumeSnapshotCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The index of commands, by the words that invoke them. Nothing is made, and no class loaded, but
/// what is asked for.
final class Commands {
    static final List<String> COMMON =
            List.of(
                    "run", "exec", "ps", "pull", "push", "images", "login", "logout", "search",
                    "version", "info");
    static final List<String> OTHERS =
            List.of(
                    "attach", "commit", "cp", "create", "events", "export", "history", "import",
                    "inspect", "kill", "load", "logs", "pause", "port", "rename", "restart", "rm",
                    "rmi", "save", "start", "stats", "stop", "tag", "tls", "top", "unpause",
                    "wait");
    static final List<Group> GROUPS =
            List.of(
                    new Group(
                            "container",
                            "Work with containers",
                            List.of(
                                    "attach", "commit", "cp", "create", "exec", "export", "inspect",
                                    "kill", "logs", "ls", "pause", "port", "prune", "rename",
                                    "restart", "rm", "run", "start", "stats", "stop", "top",
                                    "unpause", "wait")),
                    new Group(
                            "image",
                            "Work with images",
                            List.of(
                                    "history", "import", "inspect", "load", "ls", "prune", "pull",
                                    "push", "rm", "save", "tag")),
                    new Group(
                            "network",
                            "Work with networks",
                            List.of(
                                    "connect",
                                    "create",
                                    "disconnect",
                                    "inspect",
                                    "ls",
                                    "prune",
                                    "rm")),
                    new Group(
                            "system",
                            "Work with the daemon",
                            List.of("check", "df", "events", "info", "prune")),
                    new Group(
                            "volume",
                            "Work with volumes",
                            List.of(
                                    "clone",
                                    "create",
                                    "export",
                                    "import",
                                    "inspect",
                                    "ls",
                                    "prune",
                                    "rename",
                                    "restore",
                                    "rm",
                                    "snapshot")));

    private Commands() {}

    /// Commands behind one word.
    record Group(String name, String summary, List<String> commands) {
        /// The command of that name in this group, or null.
        @Nullable Command command(String word) {
            return switch (name) {
                case "container" -> inContainer(word);
                case "image" -> inImage(word);
                case "network" -> inNetwork(word);
                case "volume" -> inVolume(word);
                default -> inSystem(word);
            };
        }
    }

    static @Nullable Group group(String word) {
        for (Group group : GROUPS) {
            if (group.name().equals(word)) {
                return group;
            }
        }
        return null;
    }

    /// The command of that name, or null.
    static @Nullable Command command(String word) {
        return switch (word) {
            case "ps" -> new PsCommand();
            case "images" -> new ImagesCommand();
            case "rmi" -> new RmiCommand();
            case "inspect" -> new InspectCommand();
            case "history", "import", "load", "pull", "push", "save", "tag" -> inImage(word);
            case "login" -> new LoginCommand();
            case "logout" -> new LogoutCommand();
            case "search" -> new SearchCommand();
            case "info", "events" -> inSystem(word);
            case "tls" -> new TlsCommand();
            case "version" -> new VersionCommand();
            case "ls", "list", "prune", "remove" -> null;
            default -> inContainer(word);
        };
    }

    private static @Nullable Command inContainer(String word) {
        return switch (word) {
            case "attach" -> new AttachCommand();
            case "cp" -> new CopyCommand();
            case "commit" -> new CommitCommand();
            case "create" -> new CreateCommand();
            case "exec" -> new ExecCommand();
            case "export" -> new ExportCommand();
            case "inspect" -> new ContainerInspectCommand();
            case "kill" -> new KillCommand();
            case "logs" -> new LogsCommand();
            case "ls", "list", "ps" -> new PsCommand();
            case "pause" -> new PauseCommand();
            case "port" -> new PortCommand();
            case "prune" -> new ContainerPruneCommand();
            case "rename" -> new RenameCommand();
            case "restart" -> new RestartCommand();
            case "rm", "remove" -> new RmCommand();
            case "run" -> new RunCommand();
            case "start" -> new StartCommand();
            case "stats" -> new StatsCommand();
            case "stop" -> new StopCommand();
            case "top" -> new TopCommand();
            case "unpause" -> new UnpauseCommand();
            case "wait" -> new WaitCommand();
            default -> null;
        };
    }

    private static @Nullable Command inImage(String word) {
        return switch (word) {
            case "history" -> new HistoryCommand();
            case "import" -> new ImportCommand();
            case "inspect" -> new ImageInspectCommand();
            case "load" -> new LoadCommand();
            case "ls", "list" -> new ImagesCommand();
            case "prune" -> new ImagePruneCommand();
            case "pull" -> new PullCommand();
            case "push" -> new PushCommand();
            case "rm", "remove" -> new RmiCommand();
            case "save" -> new SaveCommand();
            case "tag" -> new TagCommand();
            default -> null;
        };
    }

    private static @Nullable Command inNetwork(String word) {
        return switch (word) {
            case "connect" -> new NetworkConnectCommand();
            case "create" -> new NetworkCreateCommand();
            case "disconnect" -> new NetworkDisconnectCommand();
            case "inspect" -> new NetworkInspectCommand();
            case "ls", "list" -> new NetworkLsCommand();
            case "prune" -> new NetworkPruneCommand();
            case "rm", "remove" -> new NetworkRmCommand();
            default -> null;
        };
    }

    private static @Nullable Command inSystem(String word) {
        return switch (word) {
            case "check" -> new CheckCommand();
            case "df" -> new DiskUsageCommand();
            case "events" -> new EventsCommand();
            case "info" -> new InfoCommand();
            case "prune" -> new SystemPruneCommand();
            default -> null;
        };
    }

    private static @Nullable Command inVolume(String word) {
        return switch (word) {
            case "clone" -> new VolumeCloneCommand();
            case "create" -> new VolumeCreateCommand();
            case "export" -> new VolumeExportCommand();
            case "import" -> new VolumeImportCommand();
            case "inspect" -> new VolumeInspectCommand();
            case "ls", "list" -> new VolumeLsCommand();
            case "prune" -> new VolumePruneCommand();
            case "rename" -> new VolumeRenameCommand();
            case "restore" -> new VolumeRestoreCommand();
            case "rm", "remove" -> new VolumeRmCommand();
            case "snapshot" -> new VolumeSnapshotCommand();
            default -> null;
        };
    }
}
