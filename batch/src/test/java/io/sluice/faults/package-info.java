/**
 * The fault suite: an installation in processes of its own, clients that use it, faults that befall it, and a checker that looks
 * at it from outside.
 */
@NullMarked
package io.sluice.faults;

import org.jspecify.annotations.NullMarked;
