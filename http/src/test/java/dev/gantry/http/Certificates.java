package dev.gantry.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority made for one test, and who it vouches for.
record Certificates(SSLContext server, SSLContext client, SSLContext anonymous) {
    private static final char[] PASSWORD = "secret".toCharArray();

    private record Identity(KeyPair keys, X509Certificate certificate) {}

    static Certificates make() {
        try {
            Identity authority = identity("CN=authority", null);
            return new Certificates(
                    context(identity("CN=server", authority), authority),
                    context(identity("CN=client", authority), authority),
                    context(null, authority));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Identity identity(String name, Identity signer)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        String issuer = signer == null ? name : "CN=authority";
        Instant now = Instant.now();
        var builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name(issuer),
                        new BigInteger(64, new java.security.SecureRandom()),
                        Date.from(now.minus(1, ChronoUnit.HOURS)),
                        Date.from(now.plus(1, ChronoUnit.DAYS)),
                        new X500Name(name),
                        keys.getPublic());
        builder.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(signer == null));
        var key = signer == null ? keys.getPrivate() : signer.keys().getPrivate();
        var contentSigner = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        return new Identity(
                keys,
                new JcaX509CertificateConverter().getCertificate(builder.build(contentSigner)));
    }

    private static SSLContext context(Identity identity, Identity authority)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, PASSWORD);
        if (identity != null) {
            own.setKeyEntry(
                    "own",
                    identity.keys().getPrivate(),
                    PASSWORD,
                    new X509Certificate[] {identity.certificate()});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
