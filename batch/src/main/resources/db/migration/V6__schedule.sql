-- What the schedule and its watchers remember, for all nodes.

CREATE TABLE schedule_misfire (
    job     VARCHAR(100) NOT NULL,
    amount  BIGINT       NOT NULL COMMENT 'firings that came later than they may',
    last_at DATETIME(6)  NOT NULL COMMENT 'UTC, by the clock of the database; when the last one was made up for',
    PRIMARY KEY (job)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin
  COMMENT 'How often the schedule of a job was late';

CREATE TABLE run_success (
    job      VARCHAR(100) NOT NULL,
    ended_at DATETIME(6)  NOT NULL COMMENT 'UTC, by the clock of the database; outlives the record of the run',
    PRIMARY KEY (job)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin
  COMMENT 'When a run of a job last completed';
