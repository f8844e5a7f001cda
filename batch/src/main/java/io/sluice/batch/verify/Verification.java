package io.sluice.batch.verify;

import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Finding;
import io.sluice.batch.run.Findings;
import io.sluice.batch.verify.Copies.Pair;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What one run finds, in both of its steps. For one thread. */
final class Verification {
    private static final String PENDING = "pending";
    private static final String QUARANTINED = "quarantined";

    private final Findings findings;
    private final Copies copies;
    private final Transactions transactions;
    private final Mode mode;
    private final List<Namespace> namespaces;

    Verification(List<Namespace> namespaces, Findings findings, Copies copies, Transactions transactions, Mode mode) {
        this.namespaces = List.copyOf(namespaces);
        this.findings = findings;
        this.copies = copies;
        this.transactions = transactions;
        this.mode = mode;
    }

    /** What becomes of what is found. */
    enum Mode {
        REPORT,
        REPAIR
    }

    /** Those that are compared. */
    List<Namespace> namespaces() {
        return namespaces;
    }

    /** Notes names that wait for the drain, which is no drift. */
    void pending(long waiting, long quarantined) {
        if (waiting > 0) {
            findings.count(PENDING, waiting);
        }
        if (quarantined > 0) {
            findings.count(QUARANTINED, quarantined);
        }
    }

    /** Notes something that cannot be compared by name. */
    void unreadable(Finding finding) {
        findings.add(List.of(finding));
    }

    /** Notes rows of what is not even a namespace. */
    void unreadable(long rows) {
        if (rows > 0) {
            findings.count(Drift.UNREADABLE.word(), rows);
        }
    }

    /**
     * Notes what has drifted, and mends it where that is asked for.
     *
     * @param drifted few enough for one call of Redis
     * @return how many were mended
     */
    int drifted(Namespace namespace, List<Pair> drifted) {
        if (drifted.isEmpty()) {
            return 0;
        }
        Set<SettingName> mended = mode == Mode.REPAIR ? copies.mend(namespace, drifted) : Set.of();
        for (var pair : drifted) {
            findings.add(List.of(finding(
                    namespace, pair, mended.contains(pair.name()) ? Finding.Repair.DONE : Finding.Repair.NONE)));
        }
        return mended.size();
    }

    /** Writes down what was noted. */
    void write() {
        findings.flush(work -> transactions.carryOut(() -> {
            work.run();
            return work;
        }));
    }

    private Finding finding(Namespace namespace, Pair pair, Finding.Repair repair) {
        var drifted = pair.drifted();
        var detail = new ArrayList<>(List.of(drifted.detail()));
        // Of those that are only counted nobody would read it.
        if (drifted.kind() == Drift.DIFFERENT && !findings.isFull()) {
            detail.add(copies.witness(namespace, pair));
        }
        if (mode == Mode.REPAIR
                && repair == Finding.Repair.NONE
                && drifted.kind().mending() != Drift.Mending.NONE) {
            detail.add("repairing it had no effect");
        }
        return new Finding(
                namespace,
                pair.name().text(),
                drifted.kind().word(),
                pair.redisRevision(),
                pair.archiveRevision(),
                String.join("; ", detail),
                repair);
    }
}
