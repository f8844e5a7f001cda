package io.sluice.violations.check;

import org.springframework.util.unit.DataSize;

/** The words need only the JDK and a log. */
record UsesSpring(DataSize size) {}
