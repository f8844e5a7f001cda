package io.sluice.store;

import io.sluice.setting.Namespace;

/**
 * A message as it came from the network; reading it is left to the thread that applies it.
 *
 * @param namespace whose channel it came through
 * @param payload the JSON text
 */
public record Delivery(Namespace namespace, String payload) {
    /**
     * Reads the payload.
     *
     * @throws UnreadableException if it is not what the write script publishes
     */
    public Message message() {
        return Codec.message(payload);
    }
}
