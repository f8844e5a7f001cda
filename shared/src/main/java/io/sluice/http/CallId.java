package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** What a call is known by in logs and problems: the id that its sender gave it, if that is a plain one, or a new one. */
final class CallId {
    static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = CallId.class.getName();
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private CallId() {}

    /** The same for one request, however often it is asked for. */
    static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        var given = request.getHeader(HEADER);
        var id = given != null && PLAIN.matcher(given).matches() ? given : random();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
