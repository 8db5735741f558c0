package dev.gantry.host.network.dns;

import dev.gantry.linux.Namespaces;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/// Passes questions on and brings answers back, byte for byte: extensions such as EDNS and DNSSEC
/// are between the one who asks and the one who answers.
final class Forwarding {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
    private static final int PORT = 53;
    private static final int PATIENCE = 3000;
    private static final int LARGEST = 65535;

    private final Path sandbox;

    Forwarding(Path sandbox) {
        this.sandbox = sandbox;
    }

    /// The answer of the first server that gives one.
    Optional<byte[]> ask(
            byte[] question, Message query, boolean overTcp, NameSource.Upstream upstream)
            throws InterruptedException {
        for (InetAddress server : upstream.servers()) {
            InetSocketAddress address = new InetSocketAddress(server, PORT);
            try {
                byte[] answer =
                        overTcp
                                ? askTcp(question, address, upstream.fromSandbox())
                                : askUdp(question, query, address, upstream.fromSandbox());
                return Optional.of(answer);
            } catch (IOException e) {
                LOG.debug("name server {}: {}", server.getHostAddress(), e.getMessage());
            }
        }
        return Optional.empty();
    }

    private byte[] askUdp(
            byte[] question, Message query, InetSocketAddress server, boolean fromSandbox)
            throws IOException, InterruptedException {
        try (DatagramSocket socket =
                fromSandbox ? inside(DatagramSocket::new) : new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(PATIENCE);
            socket.send(new DatagramPacket(question, question.length));
            byte[] buffer = new byte[LARGEST];
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                if (isAnswerTo(answer, query)) {
                    return answer;
                }
            }
        }
    }

    /// Anybody may guess a port and send something.
    private static boolean isAnswerTo(byte[] bytes, Message query) {
        try {
            Message answer = new Message(bytes);
            Record asked = query.getQuestion();
            return answer.getHeader().getID() == query.getHeader().getID()
                    && asked != null
                    && asked.equals(answer.getQuestion());
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private byte[] askTcp(byte[] question, InetSocketAddress server, boolean fromSandbox)
            throws IOException, InterruptedException {
        try (Socket socket = fromSandbox ? inside(Socket::new) : new Socket()) {
            socket.connect(server, PATIENCE);
            socket.setSoTimeout(PATIENCE);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] framed = new byte[question.length + 2];
            framed[0] = (byte) (question.length >> 8);
            framed[1] = (byte) question.length;
            System.arraycopy(question, 0, framed, 2, question.length);
            out.write(framed);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
        }
    }

    /// A socket belongs to the namespace of the thread that makes it.
    private <T> T inside(java.util.concurrent.Callable<T> making)
            throws IOException, InterruptedException {
        return Namespaces.inNetwork(sandbox, making);
    }
}
