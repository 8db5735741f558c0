package dev.gantry.cli.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Signs certificates (X.509, keys on P-256). A server's is good for servers only, a client's for
/// clients only, so that neither can be taken for the other.
///
/// @param own its certificate and key
record Authority(Identity own) {
    private static final int OWN_DAYS = 3650;

    /// Clocks differ.
    private static final Duration LEEWAY = Duration.ofMinutes(10);

    /// A certificate and its key.
    record Identity(X509Certificate certificate, PrivateKey key) {
        byte[] encoded() throws IOException {
            try {
                return certificate.getEncoded();
            } catch (CertificateEncodingException e) {
                throw new IOException("cannot write a certificate: " + e.getMessage(), e);
            }
        }
    }

    /// What is added to a certificate.
    private interface Extensions {
        void addTo(JcaX509v3CertificateBuilder builder) throws IOException;
    }

    static Authority make() throws IOException {
        KeyPair keys = keys();
        X500Name name = name("Gantry authority");
        Extensions extensions =
                builder -> {
                    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
                    builder.addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
                };
        return new Authority(sign(name, keys.getPrivate(), null, name, keys, OWN_DAYS, extensions));
    }

    static Authority read(String certificate, String key) throws IOException {
        try {
            X509Certificate own =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    certificate.getBytes(
                                                            StandardCharsets.US_ASCII)));
            byte[] der =
                    Base64.getMimeDecoder()
                            .decode(key.replaceAll("-----(BEGIN|END) [A-Z ]+-----", ""));
            return new Authority(
                    new Identity(
                            own,
                            KeyFactory.getInstance("EC")
                                    .generatePrivate(new PKCS8EncodedKeySpec(der))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("ca.pem or ca-key.pem cannot be used: " + e.getMessage(), e);
        }
    }

    /// @param hosts names and addresses it is reached by
    Identity server(List<String> hosts, int days) throws IOException {
        GeneralName[] names =
                hosts.stream()
                        .map(host ->
                                new GeneralName(
                                        isAddress(host)
                                                ? GeneralName.iPAddress
                                                : GeneralName.dNSName,
                                        host))
                        .toArray(GeneralName[]::new);
        return issue(
                hosts.getFirst(),
                days,
                KeyPurposeId.id_kp_serverAuth,
                builder ->
                        builder.addExtension(
                                Extension.subjectAlternativeName, false, new GeneralNames(names)));
    }

    private static boolean isAddress(String host) {
        return host.matches("[0-9.]+") || host.contains(":");
    }

    Identity client(String name, int days) throws IOException {
        return issue(name, days, KeyPurposeId.id_kp_clientAuth, _ -> {});
    }

    private Identity issue(String subject, int days, KeyPurposeId purpose, Extensions more)
            throws IOException {
        Extensions all =
                builder -> {
                    builder.addExtension(
                            Extension.basicConstraints, true, new BasicConstraints(false));
                    builder.addExtension(
                            Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    builder.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
                    more.addTo(builder);
                };
        X500Name issuer =
                X500Name.getInstance(own.certificate.getSubjectX500Principal().getEncoded());
        return sign(
                issuer, own.key, own.certificate.getPublicKey(), name(subject), keys(), days, all);
    }

    private static X500Name name(String common) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
    }

    private static KeyPair keys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a key: " + e.getMessage(), e);
        }
    }

    /// @param signer whose key it is; `null` when it signs itself
    private static Identity sign(
            X500Name issuer,
            PrivateKey key,
            @org.jspecify.annotations.Nullable PublicKey signer,
            X500Name subject,
            KeyPair keys,
            int days,
            Extensions extensions)
            throws IOException {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(127, new SecureRandom()),
                        Date.from(now.minus(LEEWAY)),
                        Date.from(now.plus(Duration.ofDays(days))),
                        subject,
                        keys.getPublic());
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    identifiers.createSubjectKeyIdentifier(keys.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(
                            signer == null ? keys.getPublic() : signer));
            extensions.addTo(builder);
            return new Identity(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(
                                            new JcaContentSignerBuilder("SHA256withECDSA")
                                                    .build(key))),
                    keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("cannot sign a certificate: " + e.getMessage(), e);
        }
    }
}
