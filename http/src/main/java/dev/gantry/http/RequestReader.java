package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.FormattedHeader;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequestFactory;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParser;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.LazyLineParser;
import org.apache.hc.core5.util.CharArrayBuffer;

/// Takes requests off one connection, with HttpCore's parser.
final class RequestReader {
    private static final int BUFFER = 16 * 1024;

    private final InputStream in;
    private final Http1Config config;
    private final BudgetedBuffer buffer;
    private final DefaultHttpRequestParser parser;
    private final int maxHeaderBytes;

    RequestReader(InputStream in, HttpLimits limits) {
        this.in = in;
        this.maxHeaderBytes = limits.maxHeaderBytes();
        this.config =
                Http1Config.custom()
                        .setMaxLineLength(limits.maxHeaderBytes())
                        .setMaxHeaderCount(limits.maxHeaders() + 1) // refuses from there on
                        .build();
        this.buffer = new BudgetedBuffer(limits.maxHeaderBytes());
        this.parser =
                new DefaultHttpRequestParser(config, LazyLineParser.INSTANCE, new RawRequests());
    }

    /// Waits for the first byte of a request.
    ///
    /// @return false when the client has closed instead
    boolean awaitRequest() throws IOException {
        return buffer.hasBufferedData() || buffer.fillBuffer(in) > 0;
    }

    /// @throws IOException also when the client leaves in the middle
    RequestHead read() throws IOException, BadRequest {
        buffer.budget = maxHeaderBytes;
        try {
            ClassicHttpRequest request = parser.parse(buffer, in);
            if (!(request instanceof RawRequest raw)) {
                throw new IOException("connection closed within a request");
            }
            return head(raw);
        } catch (RequestHeaderFieldsTooLargeException e) {
            throw new BadRequest(431, "request header too large");
        } catch (HttpException | IllegalArgumentException e) {
            throw BadRequest.malformed("malformed request");
        } finally {
            buffer.budget = Long.MAX_VALUE;
        }
    }

    private static RequestHead head(RawRequest raw) throws BadRequest {
        ProtocolVersion version = raw.getVersion();
        if (version == null || version.getMajor() != 1) {
            throw new BadRequest(505, "unsupported protocol version");
        }
        List<Headers.Field> fields = new ArrayList<>();
        for (Header header : raw.getHeaders()) {
            fields.add(field(header));
        }
        boolean http11 = version.greaterEquals(HttpVersion.HTTP_1_1);
        return RequestHead.of(raw.getMethod(), raw.target, http11, new Headers(fields));
    }

    /// HttpCore turns a lone CR and NUL into spaces; we refuse them, as other servers do.
    private static Headers.Field field(Header header) throws BadRequest {
        if (header instanceof FormattedHeader formatted) {
            CharArrayBuffer line = formatted.getBuffer();
            if (line.indexOf('\r') >= 0 || line.indexOf(0) >= 0) {
                throw BadRequest.malformed("invalid header value");
            }
        }
        String value = header.getValue();
        return new Headers.Field(header.getName(), value == null ? "" : value);
    }

    InputStream body(BodyLength length) {
        return switch (length) {
            case BodyLength.Known(long bytes) -> new ContentLengthInputStream(buffer, in, bytes);
            case BodyLength.Chunked() -> new ChunkedInputStream(buffer, in, config);
        };
    }

    /// What comes after the request, beginning with bytes already here.
    InputStream rest() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return buffer.read(in);
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return len == 0 ? 0 : buffer.read(b, off, len, in);
            }

            @Override
            public int available() {
                return buffer.length();
            }
        };
    }

    /// Limits the lines of a head together, where HttpCore limits each.
    private static final class BudgetedBuffer extends SessionInputBufferImpl {
        private long budget = Long.MAX_VALUE;

        BudgetedBuffer(int maxLine) {
            super(new BasicHttpTransportMetrics(), BUFFER, BUFFER / 4, maxLine, null);
        }

        @Override
        public int readLine(CharArrayBuffer line, InputStream in) throws IOException {
            int before = line.length();
            int result = super.readLine(line, in);
            budget -= line.length() - before + 2;
            if (budget < 0) {
                throw new MessageConstraintException("headers exceed their limit together");
            }
            return result;
        }
    }

    /// Keeps the target as sent; HttpCore would read it as a URI.
    private static final class RawRequest extends BasicClassicHttpRequest {
        private final transient String target;

        RawRequest(String method, String target) {
            super(method, "/");
            this.target = target;
        }
    }

    private static final class RawRequests implements HttpRequestFactory<ClassicHttpRequest> {
        @Override
        public ClassicHttpRequest newHttpRequest(String method, String target) {
            return new RawRequest(method, target);
        }

        @Override
        public ClassicHttpRequest newHttpRequest(String method, URI target) {
            return new RawRequest(method, target.toString());
        }
    }
}
