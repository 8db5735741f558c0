package dev.gantry.host.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.OpenFlags;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files going out of a container's tree and into it.
class TreeArchiveTest {
    private static final TreeExtraction.Options PLAIN =
            new TreeExtraction.Options(false, null, UnpackLimits.generous());
    private static final TreeExtraction.Options KEEPING =
            new TreeExtraction.Options(true, null, UnpackLimits.generous());

    @TempDir Path directory;
    private Path root;
    private Path canary;
    private ContainerTree tree;

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        canary = Files.createDirectory(directory.resolve("canary"));
        Files.writeString(canary.resolve("secret"), "host");
        tree = ContainerTree.open(root);
    }

    @AfterEach
    void theHostIsUntouched() throws IOException {
        tree.close();
        try (var files = Files.list(canary)) {
            assertThat(files).containsExactly(canary.resolve("secret"));
        }
        assertThat(canary.resolve("secret")).hasContent("host");
        TreeRemoval.remove(root);
    }

    private byte[] archive(String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tree.archive(path, out);
        return out.toByteArray();
    }

    private String listed(String path) throws Exception {
        Files.write(directory.resolve("out.tar"), archive(path));
        return Shell.run(directory, "tar -tf out.tar");
    }

    private void extract(String path, TreeExtraction.Options options, String make)
            throws Exception {
        Files.createDirectories(directory.resolve("in"));
        Shell.run(directory.resolve("in"), make + "; tar -cf ../in.tar * ");
        tree.extract(
                path,
                new ByteArrayInputStream(Files.readAllBytes(directory.resolve("in.tar"))),
                options);
    }

    @Test
    void anArchiveIsNamedAsItWasAskedFor() throws Exception {
        Shell.run(root, "mkdir -p a/b; echo x > a/b/file; ln -s a/b link; ln -s /a/b/file flink");
        assertThat(listed("/a/b")).isEqualTo("b/\nb/file\n");
        assertThat(listed("/a/b/.")).isEqualTo("./\n./file\n");
        assertThat(listed("/link")).isEqualTo("link\n");
        assertThat(listed("/link/")).isEqualTo("link/\nlink/file\n");
        assertThat(listed("/link/.")).isEqualTo("./\n./file\n");
        assertThat(listed("/link/file")).isEqualTo("file\n");
        assertThat(listed("a/../a/b/../b/file")).isEqualTo("file\n");
        assertThatThrownBy(() -> archive("/nope")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void allKindsOfFilesComeThroughAsTheyAre() throws Exception {
        Shell.run(
                root,
                """
                mkdir d; echo x > d/file; ln d/file d/hard; ln -s /nowhere d/soft; mkfifo d/pipe
                mknod d/null c 1 3; chown 5:6 d/file; chmod 4755 d/file; touch -d @1234567890 d/file
                touch "d/$(printf 'bytes\\377\\nline')"; truncate -s 100k d/holes
                """);
        Files.write(directory.resolve("out.tar"), archive("/d/."));
        Files.createDirectory(directory.resolve("copy"));
        String listing = "find . -printf '%P %y %m %U %G %n %s %l %t\\n' | sort";
        Shell.run(directory.resolve("copy"), "tar -xpf ../out.tar");
        assertThat(Shell.run(directory.resolve("copy"), listing))
                .isEqualTo(Shell.run(root.resolve("d"), listing));
    }

    @Test
    void linksOnTheWayMeanWhatTheyMeanInside() throws Exception {
        Shell.run(
                root,
                "mkdir -p run etc; mkdir var; ln -s /run var/run; ln -s %s out".formatted(canary));
        extract("/var/run", PLAIN, "echo new > file");
        assertThat(root.resolve("run/file")).hasContent("new");
        extract("/var", PLAIN, "mkdir run; mv file run/deep; tar -cf ../deep.tar run/deep");
        tree.extract(
                "/var",
                new ByteArrayInputStream(Files.readAllBytes(directory.resolve("deep.tar"))),
                PLAIN);
        assertThat(root.resolve("run/deep")).doesNotExist(); // a directory took the link's place
        assertThat(root.resolve("var/run/deep")).hasContent("new");
        assertThatThrownBy(() -> extract("/out", PLAIN, "echo evil > secret"))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void namesThatLeaveTheDirectoryAreRefused() throws Exception {
        Files.createDirectory(root.resolve("to"));
        assertThatThrownBy(
                        () -> {
                            Shell.run(
                                    directory,
                                    "touch victim; mkdir -p in2; cd in2; tar -cPf ../bad.tar ../victim");
                            tree.extract(
                                    "/to",
                                    new ByteArrayInputStream(
                                            Files.readAllBytes(directory.resolve("bad.tar"))),
                                    PLAIN);
                        })
                .isInstanceOf(MalformedArchiveException.class)
                .hasMessageContaining("leaves the root");
        assertThat(root.resolve("victim")).doesNotExist();
    }

    @Test
    void kindsAreKeptWhereAsked() throws Exception {
        Shell.run(root, "mkdir -p to/dir; echo x > to/file");
        assertThatThrownBy(() -> extract("/to", KEEPING, "rm -rf *; echo y > dir"))
                .hasMessage("cannot overwrite directory \"dir\" with non-directory \"dir\"");
        assertThatThrownBy(() -> extract("/to", KEEPING, "rm -rf *; mkdir file"))
                .hasMessage("cannot overwrite non-directory \"file\" with directory \"file\"");
        extract("/to", KEEPING, "rm -rf *; echo y > file; mkdir dir; echo z > dir/z");
        assertThat(root.resolve("to/file")).hasContent("y");
        assertThat(root.resolve("to/dir/z")).hasContent("z");
        extract("/to", PLAIN, "rm -rf *; mkdir file; echo y > dir");
        assertThat(root.resolve("to/dir")).hasContent("y");
        assertThat(root.resolve("to/file")).isDirectory();
    }

    @Test
    void whatStandsAtAPathIsDescribed() throws Exception {
        Shell.run(
                root,
                "mkdir -p a/b; echo 1234 > a/f; ln -s ../a/f a/l; ln -s /a x; ln -s y/../z n");
        assertThat(tree.describe("/a/f").orElseThrow().size()).isEqualTo(5);
        PathStat link = tree.describe("/x/l").orElseThrow();
        assertThat(link.name()).isEqualTo("l");
        assertThat(link.linkTarget()).isEqualTo("/a/f");
        assertThat(tree.describe("/x").orElseThrow().linkTarget()).isEqualTo("/a");
        assertThat(tree.describe("/x/").orElseThrow().linkTarget()).isEmpty();
        assertThat(tree.describe("/n").orElseThrow().linkTarget()).isEqualTo("/z");
        assertThat(tree.describe("/").orElseThrow().name()).isEqualTo("/");
        assertThat(tree.describe("/nope")).isEmpty();
    }

    /// A directory and a link to the host take turns while files go in and out.
    @Test
    void noRaceLeadsOut() throws Exception {
        Shell.run(root, "mkdir dir; ln -s %s evil".formatted(canary));
        AtomicBoolean done = new AtomicBoolean();
        Thread flipper = Thread.ofPlatform().start(() -> flip(done));
        Files.createDirectories(directory.resolve("in"));
        Shell.run(directory.resolve("in"), "echo x > planted; tar -cf ../in.tar planted");
        byte[] tar = Files.readAllBytes(directory.resolve("in.tar"));
        int written = 0;
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            try {
                tree.extract("/dir", new ByteArrayInputStream(tar), PLAIN);
                written++;
            } catch (IOException e) {
                refused++; // a link led nowhere, or stood where a directory had been
            }
            try {
                assertThat(new String(archive("/dir/."), UTF_8)).doesNotContain("secret");
            } catch (NoSuchFileException | NotDirectoryException e) {
                assertThat(e).hasMessage("/dir/."); // a link led nowhere
            }
        }
        done.set(true);
        flipper.join();
        assertThat(written).isPositive();
        assertThat(written + refused).isEqualTo(1500);
    }

    private void flip(AtomicBoolean done) {
        byte[] one = "dir".getBytes(UTF_8);
        byte[] other = "evil".getBytes(UTF_8);
        try (Fd here = At.open(root, OpenFlags.O_PATH)) {
            while (!done.get()) {
                At.renameat2(here, one, here, other, OpenFlags.RENAME_EXCHANGE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
