package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fuzz.Corpus;
import io.sluice.setting.Entry;
import io.sluice.setting.SettingName;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Whatever stands in the hash is read as what it says, or is unreadable. */
class EnvelopeFuzzTests {
    private static final SettingName NAME = new SettingName("a");

    @ParameterizedTest
    @ArgumentsSource(Corpus.class)
    void entryWhenAnyTextThenWhatItSaysOrUnreadable(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        Entry entry;
        try {
            entry = Codec.entry(NAME, text);
        } catch (UnreadableException e) {
            return;
        }
        JsonOracle.check(entry, JsonOracle.tree(text));
        assertThat(Codec.entry(NAME, "{\"revision\":" + entry.revision() + "," + Codec.tail(entry)))
                .isEqualTo(entry);
    }
}
