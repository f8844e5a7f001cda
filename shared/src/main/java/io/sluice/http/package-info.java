/** What both HTTP surfaces share: who may call, how strictly a request is read, and how errors are told. */
@NullMarked
package io.sluice.http;

import org.jspecify.annotations.NullMarked;
