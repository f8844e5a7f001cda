/** Embedding: one dependency and one property give a Spring service its replicas, with events, metrics and health. */
@NullMarked
package io.sluice.spring;

import org.jspecify.annotations.NullMarked;
