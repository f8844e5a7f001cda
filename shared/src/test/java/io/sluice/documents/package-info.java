/** The pages of docs/: that they say what is, and lead where they say. */
@NullMarked
package io.sluice.documents;

import org.jspecify.annotations.NullMarked;
