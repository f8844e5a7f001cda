package io.sluice.definition;

import io.sluice.setting.SettingValue;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as trees whose numbers keep every digit. */
final class Trees {
    private static final int LARGEST_SCALE = 1000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Trees() {}

    /**
     * Reads a value.
     *
     * @throws NumberFormatException if an exponent is beyond the 32 bits that {@link java.math.BigDecimal} has for it, which the
     *     parser does not turn into an exception of its own
     */
    static JsonNode read(SettingValue value) {
        return JSON.readTree(value.json());
    }

    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    /** Whether all numbers are such that calculating with them is cheap: {@code 1e999999999} has few digits only as text. */
    static boolean isCalculable(JsonNode tree) {
        if (tree.isBigDecimal()) {
            return Math.abs((long) tree.decimalValue().scale()) <= LARGEST_SCALE;
        }
        for (var child : tree) {
            if (!isCalculable(child)) {
                return false;
            }
        }
        return true;
    }

    /** How deep objects and arrays are in each other; 0 for any other value. */
    static int depth(JsonNode tree) {
        int deepest = 0;
        for (var child : tree) {
            deepest = Math.max(deepest, depth(child));
        }
        return tree.isContainer() ? deepest + 1 : 0;
    }
}
