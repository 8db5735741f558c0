package dev.gantry.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against `openssl s_server`, with certificates and keys that `openssl` made.
class TlsSocketsTest {
    @TempDir Path directory;
    private Process server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-pkcs8", "rsa-pkcs1", "ec-sec1", "ec-pkcs8"})
    void bothSidesShowCertificatesWhateverTheFormOfTheKey(String form) throws Exception {
        certificates(form, "localhost");
        int port = serve();

        try (Connection connection =
                TlsSockets.open(new Endpoint.Tls("localhost", port, directory))) {
            connection
                    .out()
                    .write(
                            "GET / HTTP/1.0\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(Head.read(connection.in()).status()).isEqualTo(200);
        }
    }

    @Test
    void anotherHostsCertificateIsRefused() throws Exception {
        certificates("rsa-pkcs8", "elsewhere.example");
        int port = serve();

        assertThatThrownBy(() -> Connection.open(new Endpoint.Tls("localhost", port, directory)))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void aServerOfAnotherAuthorityIsRefused() throws Exception {
        certificates("rsa-pkcs8", "localhost");
        int port = serve();
        run("req -x509 -newkey rsa:2048 -nodes -keyout o.key -out ca.pem -days 2 -subj /CN=other");

        assertThatThrownBy(() -> Connection.open(new Endpoint.Tls("localhost", port, directory)))
                .isInstanceOf(SSLException.class);
    }

    private void certificates(String form, String host) throws Exception {
        run("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ca");
        Files.writeString(directory.resolve("ext"), "subjectAltName=DNS:" + host);
        run("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=" + host);
        run(
                "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile ext");
        switch (form) {
            case "rsa-pkcs8" -> run("genpkey -algorithm RSA -out key.pem");
            case "rsa-pkcs1" -> run("genrsa -traditional -out key.pem 2048");
            case "ec-sec1" -> run("ecparam -name prime256v1 -genkey -noout -out key.pem");
            default -> run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key.pem");
        }
        run("req -new -key key.pem -out client.csr -subj /CN=client");
        run(
                "x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 2");
    }

    private void run(String command) throws Exception {
        Process process = openssl(command).redirectErrorStream(true).start();
        String output =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private ProcessBuilder openssl(String command) {
        List<String> words = new java.util.ArrayList<>(List.of("openssl"));
        words.addAll(List.of(command.split(" ")));
        return new ProcessBuilder(words).directory(directory.toFile());
    }

    /// Requires a client certificate (`-Verify`).
    private int serve() throws Exception {
        server =
                openssl(
                                "s_server -accept 0 -naccept 9 -cert server.pem -key server.key"
                                        + " -CAfile ca.pem -Verify 1 -verify_return_error -www")
                        .redirectErrorStream(true)
                        .start();
        java.io.BufferedReader lines = server.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("ACCEPT")) {
                Thread.ofVirtual().start(() -> drain(lines));
                return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
            }
        }
        server.waitFor(1, TimeUnit.SECONDS);
        throw new IOException("openssl s_server did not start");
    }

    private static void drain(java.io.BufferedReader lines) {
        lines.lines().forEach(_ -> {});
    }
}
