package dev.gantry.cli.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;

/// A directory of certificates and keys:
///
/// ```
/// ca.pem           whom engine and clients trust
/// ca-key.pem       what signs; belongs on no other machine
/// server-cert.pem  server-key.pem
/// cert.pem         key.pem         as docker looks for them
/// ```
///
/// Keys can be read by their owner alone from the first moment on, whatever the umask.
record TlsFolder(Path directory) {
    private static final int LINE = 64;

    static TlsFolder open(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new TlsFolder(directory);
    }

    /// The authority that is there, or a new one.
    Authority authority() throws IOException {
        Path certificate = directory.resolve("ca.pem");
        Path key = directory.resolve("ca-key.pem");
        if (Files.exists(certificate) != Files.exists(key)) {
            throw new IOException(
                    "%s has one of ca.pem and ca-key.pem, and both are needed to sign more"
                            .formatted(directory));
        }
        if (Files.exists(certificate)) {
            return Authority.read(Files.readString(certificate), Files.readString(key));
        }
        Authority made = Authority.make();
        write("ca.pem", "ca-key.pem", made.own());
        return made;
    }

    void write(String certificateName, String keyName, Authority.Identity identity)
            throws IOException {
        replace(keyName, pem("PRIVATE KEY", identity.key().getEncoded()), "rw-------");
        replace(certificateName, pem("CERTIFICATE", identity.encoded()), "rw-r--r--");
    }

    private void replace(String name, String text, String mode) throws IOException {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(permissions);
        Path stage = Files.createTempFile(directory, name, ".tmp", attribute);
        Files.writeString(stage, text);
        Files.setPosixFilePermissions(stage, permissions);
        Files.move(stage, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String pem(String what, byte[] der) {
        byte[] newline = {'\n'};
        String text =
                new String(
                        Base64.getMimeEncoder(LINE, newline).encode(der),
                        StandardCharsets.US_ASCII);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what);
    }
}
