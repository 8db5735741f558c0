package dev.gantry.engine.builtin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A static Linux executable that prints a greeting and ends: an ELF header, one segment, a dozen
/// instructions and the text (elf(5); the system calls `write` and `exit`).
final class HelloProgram {
    private static final long BASE = 0x40_0000;
    private static final int HEADERS = 64 + 56;
    private static final String GREETING =
            """

            Hello from Gantry!
            This text comes out of a container, so your installation works.

            What just happened:
             1. The client asked the engine to run the image "gantry/hello".
             2. The engine found it in its own store; every engine is born with it, so
                no registry was asked.
             3. It laid a file system of the container's own over the image's layers and
                had an OCI runtime start the program in namespaces of its own, with
                fourteen capabilities and a filter for system calls.
             4. The program printed this text; a monitor process kept it, and the engine
                passed it on to you.

            To look around in a container, try
             $ gantry run --rm -it gantry/busybox

            """;

    private HelloProgram() {}

    static String greeting() {
        return GREETING;
    }

    /// @param architecture as Go names it: `amd64` or `arm64`
    static byte[] of(String architecture) {
        byte[] text = GREETING.getBytes(StandardCharsets.UTF_8);
        boolean isArm = architecture.equals("arm64");
        byte[] code = isArm ? arm64(text.length) : amd64(text.length);
        ByteBuffer elf = ByteBuffer.allocate(HEADERS).order(ByteOrder.LITTLE_ENDIAN);
        long size = (long) HEADERS + code.length + text.length;
        elf.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        elf.putShort((short) 2).putShort((short) (isArm ? 183 : 62)).putInt(1);
        elf.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        elf.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE);
        elf.putLong(size).putLong(size).putLong(0x1_0000);
        ByteArrayOutputStream program = new ByteArrayOutputStream();
        program.writeBytes(elf.array());
        program.writeBytes(code);
        program.writeBytes(text);
        return program.toByteArray();
    }

    /// The text stands right behind the code.
    private static byte[] amd64(int length) {
        ByteBuffer code = ByteBuffer.allocate(37).order(ByteOrder.LITTLE_ENDIAN);
        code.put((byte) 0xB8).putInt(1); // mov eax, write
        code.put((byte) 0xBF).putInt(1); // mov edi, standard output
        code.put(new byte[] {0x48, (byte) 0x8D, 0x35}).putInt(37 - 17); // lea rsi, [text]
        code.put((byte) 0xBA).putInt(length); // mov edx, length
        code.put(new byte[] {0x0F, 0x05}); // syscall
        code.put((byte) 0xB8).putInt(60); // mov eax, exit
        code.put(new byte[] {0x31, (byte) 0xFF}); // xor edi, edi
        code.put(new byte[] {0x0F, 0x05}); // syscall
        code.put(new byte[] {0x0F, 0x0B, (byte) 0x90, (byte) 0x90}); // never reached
        return code.array();
    }

    private static byte[] arm64(int length) {
        ByteBuffer code = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        code.putInt(move(0, 1)); // mov x0, standard output
        code.putInt(0x1000_0001 | ((32 - 4) >> 2) << 5); // adr x1, text
        code.putInt(move(2, length)); // mov x2, length
        code.putInt(move(8, 64)); // mov x8, write
        code.putInt(0xD400_0001); // svc 0
        code.putInt(move(0, 0)); // mov x0, 0
        code.putInt(move(8, 93)); // mov x8, exit
        code.putInt(0xD400_0001); // svc 0
        return code.array();
    }

    /// `movz`, for numbers of sixteen bits.
    private static int move(int register, int value) {
        return 0xD280_0000 | value << 5 | register;
    }
}
