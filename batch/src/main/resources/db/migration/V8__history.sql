-- Looking back: the history by name and author, in its order, and since when it is whole.

-- With the sequence, or MySQL sorts all changes of a name for the newest of them.
ALTER TABLE setting_history
    DROP INDEX setting_history_of_name,
    ADD INDEX setting_history_of_name (namespace, name, revision, sequence),
    ADD INDEX setting_history_of_author (namespace, author, revision, sequence);

CREATE TABLE history_kept (
    namespace VARBINARY(64) NOT NULL COMMENT 'UTF-8',
    since     BIGINT        NULL     COMMENT 'a revision; what was the case then and later is told by the history; null for ever',
    swept     BIGINT        NOT NULL COMMENT 'a revision; up to there, each setting has its newest change only',
    PRIMARY KEY (namespace)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin
  COMMENT 'How far old history has been dropped; of a namespace that is not here, nothing was';
