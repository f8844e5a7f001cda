package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fuzz.Corpus;
import io.sluice.setting.Namespace;
import io.sluice.setting.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Whatever comes through the channel is read as what it says, or is unreadable. */
class MessageFuzzTests {
    private static final Namespace NAMESPACE = new Namespace("shop");

    @ParameterizedTest
    @ArgumentsSource(Corpus.class)
    void messageWhenAnyTextThenWhatItSaysOrUnreadable(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        var delivery = new Delivery.Unread(NAMESPACE, text);
        Message message;
        try {
            message = delivery.message();
        } catch (UnreadableException e) {
            return;
        }
        check(message, text);
        var again = Codec.message(text(message));
        assertThat(again).isEqualTo(message);
        assertThat(again.isWhole()).isEqualTo(message.isWhole());
        var call = Codec.rollCall(message.head());
        assertThat(Codec.isRollCall(call)).isTrue();
        assertThat(Codec.message(call).head()).isEqualTo(message.head());
        if (delivery.isRollCall()) {
            assertThat(message.entries()).isEmpty();
        }
    }

    private static void check(Message message, String text) {
        var tree = JsonOracle.tree(text);
        var head = message.head();
        assertThat(JsonOracle.string(tree.get("epoch")))
                .hasValue(head.position().epoch().text());
        assertThat(head.position().offset()).isEqualTo(tree.path("last").asLong());
        assertThat(head.revision().micros()).isEqualTo(tree.path("revision").asLong());
        assertThat(message.firstOffset()).isEqualTo(tree.path("first").asLong());
        var trace = tree.path("trace");
        assertThat(Optional.ofNullable(message.trace()))
                .isEqualTo(trace.isString() ? TraceParent.find(trace.stringValue()) : Optional.empty());
        var changes = tree.path("changes");
        assertThat(message.entries()).hasSize(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            var entry = message.entries().get(i);
            var revision = changes.get(i).get("revision");
            assertThat(entry.revision().micros())
                    .isEqualTo(revision == null ? head.revision().micros() : revision.asLong());
            JsonOracle.checkContent(entry, changes.get(i));
        }
    }

    /** As the script publishes it. */
    private static String text(Message message) {
        var head = message.head();
        return message.entries().stream()
                .map(entry -> "{\"name\":\"%s\",\"revision\":%s,%s"
                        .formatted(entry.name(), entry.revision(), Codec.tail(entry)))
                .collect(Collectors.joining(
                        ",",
                        "{\"epoch\":\"%s\",\"first\":%d,\"last\":%d,\"revision\":%s,%s\"changes\":["
                                .formatted(
                                        head.position().epoch(),
                                        message.firstOffset(),
                                        head.position().offset(),
                                        head.revision(),
                                        message.trace() == null ? "" : "\"trace\":\"" + message.trace() + "\","),
                        "]}"));
    }
}
