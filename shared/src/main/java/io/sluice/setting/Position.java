package io.sluice.setting;

/**
 * A place in a namespace's feed.
 *
 * @param epoch the life of the feed in which the offset counts
 * @param offset 0 for the beginning, else that of the last change seen
 */
public record Position(Epoch epoch, long offset) {
    public Position {
        if (offset < 0) {
            throw new InvalidInputException("offset", Long.toString(offset), "0 or more");
        }
    }

    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
