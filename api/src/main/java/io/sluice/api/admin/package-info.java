/** Settings, change sets and namespaces over HTTP. */
@NullMarked
package io.sluice.api.admin;

import org.jspecify.annotations.NullMarked;
