package io.sluice.definition;

import com.google.re2j.Pattern;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions of one schema, as RE2 reads them: their matching takes time in proportion to the text, whatever
 * the expression is, and what it takes is taken from the {@link Effort} of the check. Only for one thread to compile, and
 * any number to match.
 */
final class Expressions implements RegularExpressionFactory {
    static final String EXPECTED =
            "a regular expression that RE2 reads, without lookaround and backreferences, and not large";

    private static final int LARGEST = 10_000;
    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(,(\\d{0,9}))?}");

    private long sizes;

    @Override
    public RegularExpression getRegularExpression(String regex) {
        sizes += size(regex);
        requireNotLarge(sizes);
        return compile(regex);
    }

    /**
     * One expression by itself.
     *
     * @throws IllegalArgumentException if it is too large
     */
    static RegularExpression compile(String regex) {
        long size = size(regex);
        requireNotLarge(size);
        var pattern = Pattern.compile(regex);
        return text -> {
            Effort.spend((1L + text.length()) * (1 + size));
            return pattern.matcher(text).find();
        };
    }

    private static void requireNotLarge(long size) {
        if (size > LARGEST) {
            throw new IllegalArgumentException("regular expression: too large (expected: " + EXPECTED + ")");
        }
    }

    /**
     * How large the expression is with its counted repetitions written out, or slightly more; beyond the limit, anything
     * that is. RE2 limits each count and not their product, and runs out of memory.
     */
    static long size(String regex) {
        var around = new ArrayDeque<Long>();
        long size = 0;
        long last = 0;
        var count = COUNT.matcher(regex);
        for (int i = 0; i < regex.length() && size <= LARGEST; i++) {
            switch (regex.charAt(i)) {
                case '(' -> {
                    around.push(size);
                    size = 0;
                }
                case ')' -> {
                    if (around.isEmpty()) {
                        return LARGEST + 1L;
                    }
                    last = size + 2;
                    size = around.pop() + last;
                }
                case '{' -> {
                    if (count.find(i) && count.start() == i) {
                        long times = Math.max(Long.parseLong(count.group(1)), most(count.group(3)));
                        size += last * times;
                        last += last * times;
                        i = count.end() - 1;
                    } else {
                        last = 1;
                        size++;
                    }
                }
                default -> {
                    i = end(regex, i);
                    last = 1;
                    size++;
                }
            }
        }
        return size;
    }

    private static long most(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? 1 : Long.parseLong(digits);
    }

    /** Where the escape, class or character that begins there has its last character. */
    private static int end(String regex, int begin) {
        if (regex.charAt(begin) == '\\') {
            return begin + 1;
        }
        if (regex.charAt(begin) != '[') {
            return begin;
        }
        int at = begin + 1;
        // A bracket that stands first is one of the class.
        at += regex.startsWith("^", at) ? 1 : 0;
        at += regex.startsWith("]", at) ? 1 : 0;
        while (at < regex.length() && regex.charAt(at) != ']') {
            int named = regex.startsWith("[:", at) ? regex.indexOf(":]", at + 2) : -1;
            at = named >= 0 ? named + 2 : at + (regex.charAt(at) == '\\' ? 2 : 1);
        }
        return at;
    }
}
