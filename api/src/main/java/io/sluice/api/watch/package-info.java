/** Changes as they happen, over HTTP, for clients in any language: server-sent events. */
@NullMarked
package io.sluice.api.watch;

import org.jspecify.annotations.NullMarked;
