package dev.gantry.oci.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an administrator has put down for one registry, as Docker reads it:
///
/// ```
/// certs.d/<host>[:<port>]/*.crt    authorities trusted besides the usual ones
/// certs.d/<host>[:<port>]/x.cert   a certificate of ours
/// certs.d/<host>[:<port>]/x.key    its key
/// ```
///
/// @param version changes when the files do
record Certificates(List<X509Certificate> authorities, List<Own> own, String version) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
    private static final Path SYSTEM = Path.of("/etc/ssl/certs/ca-certificates.crt");

    /// A certificate chain and its key.
    record Own(List<X509Certificate> chain, PrivateKey key) {}

    static final Certificates NONE = new Certificates(List.of(), List.of(), "");

    Certificates {
        authorities = List.copyOf(authorities);
        own = List.copyOf(own);
    }

    /// The files there are now, as a text that changes when they do.
    static String version(List<Path> directories, String host) throws IOException {
        StringBuilder version = new StringBuilder();
        for (Path file : files(directories, host)) {
            version.append(file).append(' ').append(Files.getLastModifiedTime(file)).append('\n');
        }
        return version.toString();
    }

    static Certificates read(List<Path> directories, String host) throws IOException {
        List<X509Certificate> authorities = new ArrayList<>();
        List<Own> own = new ArrayList<>();
        for (Path file : files(directories, host)) {
            String name = file.getFileName().toString();
            if (name.endsWith(".crt")) {
                authorities.addAll(certificates(file));
            } else if (name.endsWith(".cert")) {
                Path key = file.resolveSibling(name.replaceFirst("\\.cert$", ".key"));
                if (!Files.exists(key)) {
                    throw new IOException(
                            "missing key %s for client certificate %s. CA certificates must use the extension .crt"
                                    .formatted(key.getFileName(), name));
                }
                own.add(new Own(certificates(file), key(key)));
            }
        }
        return new Certificates(authorities, own, version(directories, host));
    }

    private static List<Path> files(List<Path> directories, String host) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            try (DirectoryStream<Path> all =
                    Files.newDirectoryStream(directory.resolve(host), "*.{crt,cert,key}")) {
                all.forEach(files::add);
            } catch (NoSuchFileException | NotDirectoryException _) {
                // most registries have none
            }
        }
        return files.stream().sorted().toList();
    }

    /// The authorities this machine trusts, where it keeps a list of them.
    static List<X509Certificate> ofTheMachine() throws IOException {
        return Files.isReadable(SYSTEM) ? certificates(SYSTEM) : List.of();
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            List<X509Certificate> found = new ArrayList<>();
            for (var certificate :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(Files.readAllBytes(file)))) {
                if (certificate instanceof X509Certificate x509) {
                    found.add(x509);
                }
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "%s: cannot be read as certificates: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        Matcher block = KEY.matcher(Files.readString(file));
        if (!block.find()) {
            throw new IOException(
                    "%s: no private key in PEM form of PKCS #8; convert it with: openssl pkcs8 -topk8 -nocrypt"
                            .formatted(file));
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(1));
        GeneralSecurityException last = new GeneralSecurityException("unknown kind of key");
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new IOException("%s: %s".formatted(file, last.getMessage()), last);
    }
}
