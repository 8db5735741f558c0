package dev.gantry.oci.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registry that is not on a loopback address, as far as its name goes: `0.0.0.0` leads here.
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Document.Manifest MANIFEST =
            Document.Manifest.of(
                    MediaType.OCI_MANIFEST,
                    Descriptor.of(MediaType.OCI_CONFIG, new byte[1]),
                    List.of());

    @TempDir static Path keys;
    @TempDir Path certs;
    private HttpServer server;

    @BeforeAll
    static void makeKeys() throws Exception {
        make("right", "ip:0.0.0.0,ip:127.0.0.1", "3650", "-1d");
        make("other", "dns:other.example", "3650", "-1d");
        make("expired", "ip:0.0.0.0", "1", "-10d");
        make("client", "dns:client.example", "3650", "-1d");
    }

    private static void make(String name, String names, String days, String start)
            throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "x",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=" + names,
                                "-validity",
                                days,
                                "-startdate",
                                start,
                                "-keystore",
                                keys.resolve(name).toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private static KeyStore store(String name) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keys.resolve(name).toFile(), PASSWORD);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind);
    }

    private Path certs(String file, String text) throws IOException {
        Path directory = Files.createDirectories(certs.resolve(host()));
        return Files.writeString(directory.resolve(file), text);
    }

    private void trust(String name) throws Exception {
        certs("ca.crt", pem("CERTIFICATE", store(name).getCertificate("x").getEncoded()));
    }

    private void startTls(String name, boolean asksClients) throws Exception {
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store(name), PASSWORD);
        KeyStore clients = KeyStore.getInstance("PKCS12");
        clients.load(null, null);
        clients.setCertificateEntry("client", store("client").getCertificate("x"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(clients);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        https.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanted = context.getDefaultSSLParameters();
                        wanted.setNeedClientAuth(asksClients);
                        parameters.setSSLParameters(wanted);
                    }
                });
        start(https);
    }

    private void startPlain() throws IOException {
        start(HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0));
    }

    private void start(HttpServer started) {
        server = started;
        server.createContext(
                "/",
                e -> {
                    e.sendResponseHeaders(200, MANIFEST.bytes().length);
                    e.getResponseBody().write(MANIFEST.bytes());
                    e.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String host() {
        return "0.0.0.0:" + server.getAddress().getPort();
    }

    private RegistryOptions options() {
        return RegistryOptions.defaults("test/1")
                .withPatience(Duration.ofSeconds(2), Duration.ofMillis(1), 2)
                .withCertificates(List.of(certs));
    }

    private Document ask(RegistryOptions options, String host) throws Exception {
        return new Registry(options)
                .manifest(ImageReference.parse(host + "/lib/box:1"), Credentials.ANONYMOUS);
    }

    @Test
    void aCertificateNobodyKnowsIsRefused() throws Exception {
        startTls("right", false);
        assertThatThrownBy(() -> ask(options(), host()))
                .hasMessageContaining("tls: failed to verify certificate");
    }

    @Test
    void anAuthorityInCertsDIsTrusted() throws Exception {
        startTls("right", false);
        trust("right");
        assertThat(ask(options(), host()).bytes()).isEqualTo(MANIFEST.bytes());
    }

    @Test
    void certificatesAreReadAnewWhenTheyChange() throws Exception {
        startTls("right", false);
        Registry registry = new Registry(options());
        ImageReference ref = ImageReference.parse(host() + "/lib/box:1");
        assertThatThrownBy(() -> registry.manifest(ref, Credentials.ANONYMOUS))
                .hasMessageContaining("tls: failed to verify certificate");
        trust("right");
        assertThat(registry.manifest(ref, Credentials.ANONYMOUS)).isNotNull();
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws Exception {
        startTls("other", false);
        trust("other");
        assertThatThrownBy(() -> ask(options(), host()))
                .hasMessageContaining("tls: failed to verify certificate");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        startTls("expired", false);
        trust("expired");
        assertThatThrownBy(() -> ask(options(), host()))
                .hasMessageContaining("tls: failed to verify certificate");
    }

    @Test
    void aRegistryWithoutTlsIsNotSpokenToInTheClear() throws Exception {
        startPlain();
        assertThatThrownBy(() -> ask(options(), host()))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("Get \"https://" + host());
    }

    @Test
    void anInsecureRegistryIsSpokenToEitherWay() throws Exception {
        startPlain();
        assertThat(ask(options().withInsecure(Set.of(host())), host())).isNotNull();
        stop();
        startTls("other", false);
        assertThat(ask(options().withInsecure(Set.of(host())), host())).isNotNull();
        assertThat(ask(options().withInsecure(Set.of("0.0.0.0/32")), host())).isNotNull();
    }

    @Test
    void aLoopbackRegistryIsSpokenToEitherWay() throws Exception {
        startTls("expired", false);
        String local = "127.0.0.1:" + server.getAddress().getPort();
        assertThat(ask(options(), local)).isNotNull();
    }

    @Test
    void aClientCertificateInCertsDIsShown() throws Exception {
        startTls("right", true);
        trust("right");
        assertThatThrownBy(() -> ask(options(), host())).isInstanceOf(RegistryException.class);
        KeyStore client = store("client");
        certs("client.cert", pem("CERTIFICATE", client.getCertificate("x").getEncoded()));
        assertThatThrownBy(() -> ask(options(), host()))
                .hasMessageContaining("missing key client.key for client certificate client.cert");
        certs("client.key", pem("PRIVATE KEY", client.getKey("x", PASSWORD).getEncoded()));
        assertThat(ask(options(), host())).isNotNull();
    }

    @Test
    void aRedirectDoesNotLeadOutOfTlsNorToThisMachine() throws Exception {
        startPlain();
        RegistryOptions insecure = options().withInsecure(Set.of(host()));
        for (String target :
                List.of(
                        "http://169.254.169.254/latest/meta-data",
                        "http://127.0.0.1:1/x",
                        "http://[fe80::1]/x",
                        "unix:///run/docker.sock",
                        "file:///etc/passwd")) {
            server.removeContext("/");
            server.createContext(
                    "/",
                    e -> {
                        e.getResponseHeaders().set("Location", target);
                        e.sendResponseHeaders(302, -1);
                        e.close();
                    });
            assertThatThrownBy(() -> ask(insecure, host()))
                    .hasMessageContaining("redirected to where it may not lead");
        }
    }
}
