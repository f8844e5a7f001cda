-- The users of the archive in MySQL: one that makes and changes tables when a batch node of a new version starts, and one that
-- batch nodes run as. Put a password in each place, and run it as a user that may make users; again after an upgrade.
CREATE USER IF NOT EXISTS 'sluice-migration'@'%' IDENTIFIED BY '<password of sluice-migration>';
ALTER USER 'sluice-migration'@'%' IDENTIFIED BY '<password of sluice-migration>';
GRANT CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SELECT, INSERT, UPDATE, DELETE ON `sluice`.* TO 'sluice-migration'@'%';
CREATE USER IF NOT EXISTS 'sluice-batch'@'%' IDENTIFIED BY '<password of sluice-batch>';
ALTER USER 'sluice-batch'@'%' IDENTIFIED BY '<password of sluice-batch>';
GRANT SELECT, INSERT, UPDATE, DELETE ON `sluice`.* TO 'sluice-batch'@'%';
