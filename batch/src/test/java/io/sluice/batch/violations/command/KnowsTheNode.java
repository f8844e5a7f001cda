package io.sluice.batch.violations.command;

import io.sluice.setting.Namespace;

/** Something that HTTP does not carry. */
record KnowsTheNode(Namespace namespace) {}
