package io.sluice.api;

import java.sql.Connection;

/** Breaks a rule on purpose. */
record TalksToDatabase(Connection connection) {}
