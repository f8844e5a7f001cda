package io.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;

/** Breaks a rule on purpose. */
record ReadsOlderJson(JsonNode tree) {}
