package io.sluice.violations.client;

import org.springframework.context.ApplicationContext;

/** Settings are read without a container. */
record NeedsAContext(ApplicationContext context) {}
