package io.sluice.http;

/**
 * A call whose body is read as it comes, however long it is: {@code sluice.limits.body} does not count for it, and whoever
 * reads it sees to it that no part of it takes too much memory. An application makes a bean of it.
 *
 * @param method as in the request
 * @param path of the call, without variables
 */
public record StreamedBody(String method, String path) {}
