package io.sluice.store;

import io.sluice.setting.Namespace;

/** A message as it arrives: reading it is left to the thread that applies it. Immutable. */
public sealed interface Delivery {
    /** Whose message it is. */
    Namespace namespace();

    /**
     * The message.
     *
     * @throws UnreadableException if it is not what the write script publishes
     */
    Message message();

    /** Whether it asks for a report; such a message has no changes. */
    boolean isRollCall();

    /**
     * One that came from the network, and is read each time it is asked for.
     *
     * @param namespace whose channel it came through
     * @param payload the JSON text
     */
    record Unread(Namespace namespace, String payload) implements Delivery {
        @Override
        public Message message() {
            return Codec.message(payload);
        }

        @Override
        public boolean isRollCall() {
            return Codec.isRollCall(payload);
        }
    }

    /** One that did not leave the process, and was never text. */
    record Read(Namespace namespace, Message message) implements Delivery {
        @Override
        public boolean isRollCall() {
            return message.entries().isEmpty() && message.isWhole();
        }
    }
}
