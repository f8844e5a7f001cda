package io.sluice.batch.archive;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.SettingName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The name in the key of a row, which may be any bytes. Immutable. */
public final class RowKey {
    private static final int LONGEST = 800;

    /** No key is lower. */
    public static final RowKey LOWEST = new RowKey(new byte[0]);
    /** Every key is lower. */
    public static final RowKey BEYOND = beyond();

    private final byte[] bytes;

    /** The key with these bytes. */
    public RowKey(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** The key with the UTF-8 bytes of a text. */
    public static RowKey of(String text) {
        return new RowKey(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The name; null where it is none, and where it would be brought into another form, which is another key. */
    public @Nullable SettingName name() {
        try {
            var name = Columns.name(bytes);
            return Arrays.equals(Columns.bytes(name), bytes) ? name : null;
        } catch (InvalidInputException e) {
            return null;
        }
    }

    /** The lowest key that is higher. */
    public RowKey next() {
        return new RowKey(Arrays.copyOf(bytes, bytes.length + 1));
    }

    /** The name, or what comes closest to it in text. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static RowKey beyond() {
        var bytes = new byte[LONGEST + 1];
        Arrays.fill(bytes, (byte) 0xFF);
        return new RowKey(bytes);
    }
}
