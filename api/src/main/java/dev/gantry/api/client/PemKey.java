package dev.gantry.api.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A private key out of a PEM file: PKCS #8, or the older forms of OpenSSL for RSA (PKCS #1) and
/// elliptic curves (SEC 1), which the JDK reads once they are wrapped as PKCS #8.
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([^-]*)-----END");
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final byte[] VERSION_0 = {2, 1, 0};

    private PemKey() {}

    static PrivateKey parse(String pem) throws IOException, GeneralSecurityException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IOException("no private key in PEM form, or an encrypted one");
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        return switch (block.group(1)) {
            case "RSA PRIVATE KEY" -> generate(wrap(RSA, der));
            case "EC PRIVATE KEY" -> generate(wrap(curve(der), der));
            default -> generate(der);
        };
    }

    private static PrivateKey generate(byte[] pkcs8) throws GeneralSecurityException {
        GeneralSecurityException last = new GeneralSecurityException("unknown kind of key");
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw last;
    }

    /// The algorithm of an elliptic key; its curve stands in the key behind a context tag 0.
    private static byte[] curve(byte[] sec1) throws IOException {
        for (int i = 0; i + 3 < sec1.length; i++) {
            boolean isCurve = (sec1[i] & 0xff) == 0xa0 && sec1[i + 2] == 6;
            if (isCurve && sec1[i + 3] == sec1[i + 1] - 2) {
                byte[] oid = new byte[sec1[i + 1]];
                System.arraycopy(sec1, i + 2, oid, 0, oid.length);
                return element(0x30, EC, oid);
            }
        }
        throw new IOException("the elliptic key does not name its curve");
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) throws IOException {
        return element(0x30, VERSION_0, algorithm, element(4, key));
    }

    private static byte[] element(int tag, byte[]... contents) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.write(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >>> 8);
            out.write(length);
        }
        content.writeTo(out);
        return out.toByteArray();
    }
}
