-- What operators see of runs, and what they did.

INSERT INTO run_fence (job) VALUES ('verify'), ('restore'), ('compact'), ('purge');

CREATE TABLE run_detail (
    job_execution_id BIGINT       NOT NULL,
    node             VARCHAR(200) NOT NULL COMMENT 'which carries it out',
    seen_at          DATETIME(6)  NOT NULL COMMENT 'UTC, by the clock of the database; the last sign of life of its process',
    total            BIGINT       NULL     COMMENT 'how much there was to do when it began; null if it did not say',
    PRIMARY KEY (job_execution_id),
    CONSTRAINT run_detail_of_run FOREIGN KEY (job_execution_id)
        REFERENCES BATCH_JOB_EXECUTION (JOB_EXECUTION_ID) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'What Spring Batch does not keep of a run';

CREATE TABLE run_found (
    job_execution_id BIGINT      NOT NULL,
    word             VARCHAR(50) NOT NULL COMMENT 'what was found',
    amount           BIGINT      NOT NULL COMMENT 'how often',
    PRIMARY KEY (job_execution_id, word),
    CONSTRAINT run_found_of_run FOREIGN KEY (job_execution_id)
        REFERENCES BATCH_JOB_EXECUTION (JOB_EXECUTION_ID) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin
  COMMENT 'What a run has found, counted by kind';

CREATE TABLE run_finding (
    job_execution_id BIGINT         NOT NULL,
    number           INT            NOT NULL COMMENT 'from 1; only the first ones are kept',
    namespace        VARBINARY(64)  NOT NULL COMMENT 'UTF-8',
    name             VARBINARY(800) NOT NULL COMMENT 'UTF-8; cut where it is no name of a setting and longer',
    kind             VARCHAR(50)    NOT NULL COMMENT 'a word of run_found',
    redis_revision   BIGINT         NULL     COMMENT 'null if Redis does not hold it',
    archive_revision BIGINT         NULL     COMMENT 'null if the archive does not hold it',
    detail           VARCHAR(1000)  NULL     COMMENT 'in words',
    repaired         BOOLEAN        NOT NULL,
    PRIMARY KEY (job_execution_id, number),
    CONSTRAINT run_finding_of_run FOREIGN KEY (job_execution_id)
        REFERENCES BATCH_JOB_EXECUTION (JOB_EXECUTION_ID) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'What a run has found, one by one';

CREATE TABLE operator_action (
    id         BIGINT        NOT NULL AUTO_INCREMENT,
    at         DATETIME(6)   NOT NULL COMMENT 'UTC, by the clock of the database',
    who        VARCHAR(200)  NOT NULL COMMENT 'owner of the token',
    action     VARCHAR(50)   NOT NULL COMMENT 'what was asked for',
    target     VARCHAR(1000) NOT NULL COMMENT 'of what',
    reason     VARCHAR(1000) NULL     COMMENT 'in the words of the operator',
    request_id VARCHAR(128)  NULL     COMMENT 'as in the audit log',
    PRIMARY KEY (id),
    INDEX operator_action_at (at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'What operators did, when and why; written before it is done';
