/** Tests of typed, layered settings and of listeners. */
@NullMarked
package io.sluice.client;

import org.jspecify.annotations.NullMarked;
