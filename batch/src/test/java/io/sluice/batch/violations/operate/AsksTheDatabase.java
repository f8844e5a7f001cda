package io.sluice.batch.violations.operate;

import org.springframework.jdbc.core.JdbcTemplate;

/** SQL where none belongs. */
record AsksTheDatabase(JdbcTemplate jdbc) {}
