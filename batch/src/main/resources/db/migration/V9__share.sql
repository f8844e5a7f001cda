-- How nodes share the namespaces of one run.

CREATE TABLE run_help (
    job_execution_id BIGINT       NOT NULL,
    node             VARCHAR(200) NOT NULL COMMENT 'which offers help with this run of another node',
    seen_at          DATETIME(6)  NOT NULL COMMENT 'UTC, by the clock of the database; when it last said so, which is a sign of life too',
    namespaces       INT          NOT NULL COMMENT 'so many it has taken, of all steps together',
    PRIMARY KEY (job_execution_id, node),
    CONSTRAINT run_help_of_run FOREIGN KEY (job_execution_id)
        REFERENCES BATCH_JOB_EXECUTION (JOB_EXECUTION_ID) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Who helps with a run';

CREATE TABLE run_share (
    job_execution_id BIGINT        NOT NULL,
    step             VARCHAR(20)   NOT NULL,
    number           INT           NOT NULL COMMENT 'from 1, in the order of taking; namespaces of one number are taken together',
    namespace        VARBINARY(64) NOT NULL COMMENT 'UTF-8',
    node             VARCHAR(200)  NULL     COMMENT 'which has taken it; null if none has',
    PRIMARY KEY (job_execution_id, step, number, namespace),
    INDEX run_share_of_node (job_execution_id, step, node, number),
    CONSTRAINT run_share_of_run FOREIGN KEY (job_execution_id)
        REFERENCES BATCH_JOB_EXECUTION (JOB_EXECUTION_ID) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Namespaces of a step that are handed out to nodes and not done; empty unless nodes share one';
