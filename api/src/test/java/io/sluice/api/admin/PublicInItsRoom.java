package io.sluice.api.admin;

/** Breaks a rule on purpose. */
public final class PublicInItsRoom {}
