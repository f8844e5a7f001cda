package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fuzz.Corpus;
import io.sluice.setting.Entry;
import io.sluice.setting.RequestId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Whatever is remembered of a request is read, or is unreadable. */
class RequestAnswerFuzzTests {
    private static final RequestId ID = new RequestId("r");
    private static final String FINGERPRINT = "f";

    @ParameterizedTest
    @ArgumentsSource(Corpus.class)
    void readWhenAnyTextThenAnAnswerOrUnreadable(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        WriteResult result;
        try {
            result = RequestAnswer.read(ID, text, FINGERPRINT);
        } catch (UnreadableException e) {
            return;
        }
        if (result instanceof WriteResult.Applied applied) {
            assertThat(text)
                    .startsWith(FINGERPRINT + " " + applied.head().position().epoch() + " ");
            assertThat(applied.entries().stream()
                            .filter(Entry.Present.class::isInstance)
                            .map(Entry::name))
                    .containsAll(applied.created());
            assertThat(RequestAnswer.read(ID, RequestAnswer.ofNothing(FINGERPRINT, applied.head()), FINGERPRINT))
                    .isInstanceOfSatisfying(
                            WriteResult.Applied.class,
                            nothing -> assertThat(nothing.head()).isEqualTo(applied.head()));
        } else {
            assertThat(result).isInstanceOf(WriteResult.RequestIdReused.class);
            assertThat(text).doesNotStartWith(FINGERPRINT + " ");
        }
    }
}
