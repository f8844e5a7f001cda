package io.sluice.setting;

/**
 * How far a copy of a namespace has come: the newest position and the newest revision that it holds.
 *
 * @param position epoch and offset of the last change
 * @param revision of the last write
 */
public record Head(Position position, Revision revision) {}
