package io.sluice.api.admin;

import io.sluice.http.ProblemException;
import io.sluice.setting.Change;
import io.sluice.setting.Expectation;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change set as it is sent. */
record ChangesBody(
        @Nullable List<@Nullable Item> changes, @Nullable String reason) {
    /**
     * One change: a value, or {@code "remove": true}.
     *
     * @param value null if the field is missing, which is not the same as a JSON null
     * @param ifRevision 0 if the name must not exist, else the revision that must be there
     */
    record Item(
            @Nullable String name,
            @Nullable SettingValue value,
            @Nullable Boolean remove,
            @Nullable Long ifRevision) {
        private Change read(String path) {
            var setting = setting(path + ".name");
            var expectation = expectation(path + ".ifRevision");
            boolean removes = Boolean.TRUE.equals(remove);
            if (removes == (value != null)) {
                throw invalid(path, removes ? "both" : "neither", "either value or \"remove\": true");
            }
            return value == null
                    ? new Change.Remove(setting, expectation)
                    : new Change.Put(setting, value, expectation);
        }

        private SettingName setting(String path) {
            if (name == null) {
                throw invalid(path, "none", "a name");
            }
            try {
                var setting = new SettingName(name);
                Names.requireWritable(path, setting);
                return setting;
            } catch (InvalidInputException e) {
                throw ProblemException.invalid(path, String.valueOf(e.getMessage()), e.expected());
            }
        }

        private Expectation expectation(String path) {
            if (ifRevision == null) {
                return Expectation.ANY;
            }
            try {
                return ifRevision == 0 ? Expectation.ABSENT : Expectation.at(new Revision(ifRevision));
            } catch (InvalidInputException e) {
                throw invalid(path, ifRevision.toString(), "0 or a revision");
            }
        }
    }

    /** The changes, or the problem that the first wrong one is. */
    List<Change> read() {
        if (changes == null) {
            throw invalid("changes", "none", "an array of changes");
        }
        var read = new ArrayList<Change>();
        for (var item : changes) {
            var path = "changes[" + read.size() + "]";
            if (item == null) {
                throw invalid(path, "null", "an object");
            }
            read.add(item.read(path));
        }
        return read;
    }

    private static ProblemException invalid(String field, String given, String expected) {
        return ProblemException.invalid(field, "%s: %s (expected: %s)".formatted(field, given, expected), expected);
    }
}
