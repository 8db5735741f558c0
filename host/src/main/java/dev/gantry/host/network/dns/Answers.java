package dev.gantry.host.network.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// From the bytes of a question to what is to be done about it. Pure.
final class Answers {
    private static final int TIME_TO_LIVE = 600;
    private static final int SMALLEST = 512;
    private static final int OURS = 1232;
    private static final int LARGEST = 65535;
    private static final int HEADER = 12;

    private Answers() {}

    /// What is to be done about a question.
    sealed interface Verdict {
        /// Send this.
        record Reply(byte[] bytes) implements Verdict {}

        /// Pass it on, and send what comes back in at most so many bytes.
        record Forward(Message query, int most) implements Verdict {}

        /// It is not even the beginning of a question.
        record Drop() implements Verdict {}
    }

    static Verdict judge(byte[] bytes, boolean overTcp, NameSource names) {
        if (bytes.length < HEADER) {
            return new Verdict.Drop();
        }
        Message query;
        try {
            query = new Message(bytes);
        } catch (IOException | RuntimeException e) {
            return refused(bytes, Rcode.FORMERR);
        }
        Header header = query.getHeader();
        if (header.getFlag(Flags.QR)) {
            return new Verdict.Drop();
        }
        if (header.getOpcode() != Opcode.QUERY) {
            return new Verdict.Reply(failure(query, Rcode.NOTIMP));
        }
        Record question = query.getQuestion();
        if (question == null || header.getCount(Section.QUESTION) != 1) {
            return new Verdict.Reply(failure(query, Rcode.FORMERR));
        }
        int most = overTcp ? LARGEST : most(query);
        return records(question, names)
                .<Verdict>map(found -> new Verdict.Reply(answer(query, found, most)))
                .orElseGet(() -> new Verdict.Forward(query, most));
    }

    /// Only the header is repeated: there may be nothing else to read.
    private static Verdict refused(byte[] bytes, int code) {
        Header header = new Header(((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF));
        header.setFlag(Flags.QR);
        header.setRcode(code);
        return (bytes[2] & 0x80) != 0 ? new Verdict.Drop() : new Verdict.Reply(header.toWire());
    }

    private static int most(Message query) {
        OPTRecord options = query.getOPT();
        return options == null ? SMALLEST : Math.max(SMALLEST, options.getPayloadSize());
    }

    /// Empty when the name is nobody's here; no record when it has none of that type.
    private static Optional<List<Record>> records(Record question, NameSource names) {
        if (question.getDClass() != DClass.IN && question.getDClass() != DClass.ANY) {
            return Optional.empty();
        }
        return question.getType() == Type.PTR
                ? pointer(question, names)
                : names.addresses(plain(question.getName()))
                        .map(addresses -> addresses(question, addresses));
    }

    /// In lower case, without the dot at the end.
    private static String plain(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    /// Each time in another order, so that callers spread.
    private static List<Record> addresses(Record question, List<InetAddress> addresses) {
        List<InetAddress> mixed = new ArrayList<>(addresses);
        Collections.shuffle(mixed);
        List<Record> records = new ArrayList<>();
        for (InetAddress address : mixed) {
            boolean isIpv4 = address instanceof Inet4Address;
            int type = question.getType();
            if (isIpv4 && (type == Type.A || type == Type.ANY)) {
                records.add(new ARecord(question.getName(), DClass.IN, TIME_TO_LIVE, address));
            } else if (!isIpv4 && (type == Type.AAAA || type == Type.ANY)) {
                records.add(new AAAARecord(question.getName(), DClass.IN, TIME_TO_LIVE, address));
            }
        }
        return records;
    }

    private static Optional<List<Record>> pointer(Record question, NameSource names) {
        InetAddress address = reversed(question.getName());
        if (address == null) {
            return Optional.empty();
        }
        return names.name(address)
                .map(name -> {
                    try {
                        Name target = Name.fromString(name, Name.root);
                        return List.of(
                                new PTRRecord(question.getName(), DClass.IN, TIME_TO_LIVE, target));
                    } catch (TextParseException e) {
                        return List.of();
                    }
                });
    }

    private static @Nullable InetAddress reversed(Name name) {
        try {
            return ReverseMap.fromName(name);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static byte[] answer(Message query, List<Record> records, int most) {
        Message reply = reply(query, Rcode.NOERROR);
        records.forEach(record -> reply.addRecord(record, Section.ANSWER));
        return reply.toWire(most);
    }

    static byte[] failure(Message query, int code) {
        return reply(query, code).toWire(SMALLEST);
    }

    private static Message reply(Message query, int code) {
        Message reply = new Message(query.getHeader().getID());
        Header header = reply.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        header.setRcode(code);
        header.setOpcode(query.getHeader().getOpcode());
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        Record question = query.getQuestion();
        if (question != null) {
            reply.addRecord(question, Section.QUESTION);
        }
        if (query.getOPT() != null) {
            reply.addRecord(new OPTRecord(OURS, 0, 0), Section.ADDITIONAL);
        }
        return reply;
    }

    /// What came back, cut to what the one who asked can take: then it asks again over TCP.
    static byte[] fitting(byte[] reply, Message query, int most) {
        if (reply.length <= most) {
            return reply;
        }
        Message cut = reply(query, reply[3] & 0xF);
        cut.getHeader().setFlag(Flags.TC);
        return cut.toWire(most);
    }
}
