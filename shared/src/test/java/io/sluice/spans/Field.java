package io.sluice.spans;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A field of a message of protocol buffers.
 *
 * @param number of the field
 * @param value where it is a number
 * @param content where it is a text, bytes or a message; else empty
 */
record Field(int number, long value, ByteBuffer content) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** All fields of a message, in their order. */
    record Fields(List<Field> all) {
        List<ByteBuffer> all(int number) {
            return all.stream()
                    .filter(field -> field.number == number)
                    .map(Field::content)
                    .toList();
        }

        /** Empty where there is none. */
        ByteBuffer one(int number) {
            return all(number).stream().findFirst().orElse(NOTHING);
        }

        long number(int number) {
            return all.stream()
                    .filter(field -> field.number == number)
                    .mapToLong(Field::value)
                    .findFirst()
                    .orElseThrow();
        }
    }

    static Fields read(ByteBuffer message) {
        var rest = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        var fields = new ArrayList<Field>();
        while (rest.hasRemaining()) {
            long key = varint(rest);
            int number = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case 0 -> fields.add(new Field(number, varint(rest), NOTHING));
                case 1 -> fields.add(new Field(number, rest.getLong(), NOTHING));
                case 2 -> {
                    int length = (int) varint(rest);
                    fields.add(new Field(number, 0, rest.slice(rest.position(), length)));
                    rest.position(rest.position() + length);
                }
                case 5 -> fields.add(new Field(number, rest.getInt(), NOTHING));
                default -> throw new IllegalArgumentException("key %d (expected: one of a field)".formatted(key));
            }
        }
        return new Fields(fields);
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = rest.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
