package io.sluice.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An input taken apart into numbers and texts, as far as it goes; then come zeros and empty texts. */
public final class Pieces {
    private final byte[] input;
    private int at;

    public Pieces(byte[] input) {
        this.input = input.clone();
    }

    /** Whether all of it was taken. */
    public boolean isEnd() {
        return at >= input.length;
    }

    /** The next byte, from 0 to 255. */
    public int octet() {
        return isEnd() ? 0 : input[at++] & 0xFF;
    }

    /** The next bytes as a number from 0 to the bound, which is left out. */
    public long number(long bound) {
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = (number << 8) | octet();
        }
        return Long.remainderUnsigned(number, bound);
    }

    /** The next bytes as UTF-8, up to a 0xFF or the end. */
    public String text() {
        if (isEnd()) {
            return "";
        }
        int begin = at;
        while (at < input.length && input[at] != (byte) 0xFF) {
            at++;
        }
        var text = new String(input, begin, at - begin, StandardCharsets.UTF_8);
        at++;
        return text;
    }

    /** All that is left. */
    public byte[] rest() {
        var rest = isEnd() ? new byte[0] : Arrays.copyOfRange(input, at, input.length);
        at = input.length;
        return rest;
    }
}
