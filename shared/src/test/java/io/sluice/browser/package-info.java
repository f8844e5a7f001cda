/** A real browser for tests of the pages: it fails a test for what a user would not see, and judges what some users need. */
@NullMarked
package io.sluice.browser;

import org.jspecify.annotations.NullMarked;
