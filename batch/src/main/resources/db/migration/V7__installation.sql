-- Which installation this archive belongs to. Redis carries the same id once everything was restored there.

CREATE TABLE installation (
    one     TINYINT     NOT NULL DEFAULT 1 COMMENT 'there is one row',
    id      CHAR(36)    NOT NULL           COMMENT 'a UUID; made with this table',
    made_at DATETIME(6) NOT NULL           COMMENT 'UTC',
    PRIMARY KEY (one)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin
  COMMENT 'The installation that this archive belongs to';

INSERT INTO installation (id, made_at) VALUES (UUID(), UTC_TIMESTAMP(6));
