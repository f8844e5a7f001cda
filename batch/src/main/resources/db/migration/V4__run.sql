-- What Sluice adds to the records of Spring Batch.

CREATE TABLE run_fence (
    job VARCHAR(100) NOT NULL COMMENT 'whoever starts a run of this job holds this row meanwhile',
    PRIMARY KEY (job)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin
  COMMENT 'One node at a time decides whether to start a run or to join one';

INSERT INTO run_fence (job) VALUES ('drain');

CREATE TABLE run_failure (
    job_execution_id BIGINT   NOT NULL,
    message          LONGTEXT NOT NULL COMMENT 'in full; Spring Batch cuts its own off',
    PRIMARY KEY (job_execution_id),
    CONSTRAINT run_failure_of_run FOREIGN KEY (job_execution_id)
        REFERENCES BATCH_JOB_EXECUTION (JOB_EXECUTION_ID) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Why a run failed';
