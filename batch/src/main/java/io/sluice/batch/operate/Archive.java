package io.sluice.batch.operate;

import io.sluice.batch.run.Failures;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Answers from the database, or says that it cannot now. */
final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

    private Archive() {}

    /** Something that the database is asked for. */
    interface Question<T> {
        T ask() throws InterruptedException;
    }

    /**
     * Asks.
     *
     * @throws ProblemException 503 if the database is away or refuses
     */
    static <T> T answer(Question<T> question) throws InterruptedException {
        try {
            return question.ask();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the database did not answer; {}", Failures.causes(e));
            throw ProblemException.of(
                    ProblemType.UNAVAILABLE, "The database is unreachable, did not answer in time, or refuses.");
        }
    }
}
