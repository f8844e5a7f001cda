package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.definition.Definitions;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.SettingValue;
import io.sluice.store.WriteResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write would change, told instead of doing it.
 *
 * @param warnings what its answer would warn of; absent if there are none
 */
@JsonPropertyOrder({"dryRun", "changes", "warnings"})
record Difference(
        List<Item> changes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings) {
    /**
     * One setting.
     *
     * @param old the value that is there; absent if there is none
     * @param value what would be there; absent if it would be removed
     * @param removed true if it would be removed, else absent
     * @param unchanged true if it would be the same as it is, else absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"name", "old", "new", "removed", "unchanged"})
    record Item(
            String name,
            @Nullable SettingValue old,

            @JsonProperty("new") @Nullable SettingValue value,

            @Nullable Boolean removed,
            @Nullable Boolean unchanged) {
        static Item of(Change change, WriteResult.Found found) {
            var old = found.entry() instanceof Entry.Present setting ? setting.value() : null;
            var value = change instanceof Change.Put put ? put.value() : null;
            boolean same = value == null ? old == null : value.equals(old);
            return new Item(
                    change.name().text(), old, value, value == null ? Boolean.TRUE : null, same ? Boolean.TRUE : null);
        }
    }

    /** Always true: so that nobody takes this for the answer of a write. */
    @JsonProperty
    boolean dryRun() {
        return true;
    }

    /** The difference that changes make to what was found, which is in their order. */
    static Difference of(List<Change> changes, List<WriteResult.Found> found, Definitions definitions) {
        var items = new ArrayList<Item>();
        for (var change : changes) {
            items.add(Item.of(change, found.get(items.size())));
        }
        return new Difference(items, Warning.ofChanges(changes, definitions));
    }
}
