-- The archive: what settings are, and what they were.
--
-- Namespaces and names are the bytes of their UTF-8 text, so that what differs in case, accent or form differs here.

CREATE TABLE setting (
    namespace   VARBINARY(64)                  NOT NULL COMMENT 'UTF-8',
    name        VARBINARY(800)                 NOT NULL COMMENT 'UTF-8, at most 200 characters',
    value       LONGTEXT                       NULL     COMMENT 'JSON; null for a tombstone',
    kind        ENUM ('present', 'tombstone')  NOT NULL COMMENT 'a tombstone says that the setting was removed',
    author      VARCHAR(200)                   NOT NULL COMMENT 'owner of the token that carried the write',
    reason      VARCHAR(1000)                  NULL     COMMENT 'in the words of the author',
    changed_at  DATETIME(6)                    NOT NULL COMMENT 'UTC; the revision as a time',
    archived_at DATETIME(6)                    NOT NULL COMMENT 'UTC; when this revision came here',
    revision    BIGINT                         NOT NULL COMMENT 'the write that made this entry; never goes back',
    PRIMARY KEY (namespace, name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Every setting at its newest archived revision';

CREATE TABLE setting_history (
    namespace    VARBINARY(64)                  NOT NULL COMMENT 'UTF-8',
    revision     BIGINT                         NOT NULL COMMENT 'of the write; all changes of one change set have the same',
    sequence     BIGINT                         NOT NULL COMMENT 'number of the change in the namespace',
    name         VARBINARY(800)                 NOT NULL COMMENT 'UTF-8, at most 200 characters',
    kind         ENUM ('present', 'tombstone')  NOT NULL COMMENT 'what the change made of the setting',
    old_value    LONGTEXT                       NULL     COMMENT 'JSON; null if the setting did not exist',
    old_revision BIGINT                         NULL     COMMENT 'null if there never was an entry',
    new_value    LONGTEXT                       NULL     COMMENT 'JSON; null if the setting was removed',
    author       VARCHAR(200)                   NOT NULL COMMENT 'owner of the token that carried the write',
    reason       VARCHAR(1000)                  NULL     COMMENT 'in the words of the author',
    request_id   VARCHAR(128)                   NOT NULL COMMENT 'the same for every repetition of a request',
    changed_at   DATETIME(6)                    NOT NULL COMMENT 'UTC; the revision as a time',
    PRIMARY KEY (namespace, revision, sequence),
    INDEX setting_history_of_name (namespace, name, revision)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Every change of every setting, once';

-- For people with a database client: the same with keys as text.

CREATE SQL SECURITY INVOKER VIEW readable_setting AS
SELECT CONVERT(namespace USING utf8mb4) AS namespace,
       CONVERT(name USING utf8mb4)      AS name,
       value, kind, author, reason, changed_at, archived_at, revision
FROM setting;

CREATE SQL SECURITY INVOKER VIEW readable_history AS
SELECT CONVERT(namespace USING utf8mb4) AS namespace,
       revision, sequence,
       CONVERT(name USING utf8mb4)      AS name,
       kind, old_value, old_revision, new_value, author, reason, request_id, changed_at
FROM setting_history;
