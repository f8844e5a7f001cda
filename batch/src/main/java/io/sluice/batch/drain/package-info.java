/** The drain: dirty entries are copied to the archive and acknowledged, so that they settle there. */
@NullMarked
package io.sluice.batch.drain;

import org.jspecify.annotations.NullMarked;
