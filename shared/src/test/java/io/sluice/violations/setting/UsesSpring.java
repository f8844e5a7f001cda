package io.sluice.violations.setting;

import org.springframework.util.unit.DataSize;

/** The words need only the JDK. */
record UsesSpring(DataSize size) {}
