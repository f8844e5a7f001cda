package io.sluice.api.watch;

import io.sluice.api.Namespaces;
import io.sluice.http.Access;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The settings of a namespace and every change of them, as server-sent events. */
@RestController
final class WatchController {
    private static final String HEADER = "Last-Event-ID";
    private static final String PARAMETER = "lastEventId";

    private final Namespaces namespaces;
    private final Streams streams;

    WatchController(Namespaces namespaces, Streams streams) {
        this.namespaces = namespaces;
        this.streams = streams;
    }

    /**
     * Opens a stream.
     *
     * @param header what the client had when its connection ended
     * @param parameter the same, for clients that cannot send the header; it stays in the address when they come back, so the
     *     header is newer
     */
    @GetMapping(path = "/v1/namespaces/{namespace}/watch", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void watch(
            Access access,
            @PathVariable Namespace namespace,
            @RequestParam(defaultValue = "") String prefix,
            @RequestHeader(name = HEADER, required = false) @Nullable String header,
            @RequestParam(name = PARAMETER, required = false) @Nullable String parameter,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        access.caller().require(Role.READER, namespace);
        var initial = EventId.parse(PARAMETER, parameter);
        var latest = EventId.parse(HEADER, header);
        namespaces.snapshot(namespace);
        var isLasting = !HttpMethod.HEAD.matches(request.getMethod());
        if (isLasting) {
            streams.admit();
        }
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Understood by nginx and those who follow it: what is sent is to be passed on at once.
        response.setHeader("X-Accel-Buffering", "no");
        if (isLasting) {
            open(access, namespace, new NameFilter(prefix), latest == null ? initial : latest, request, response);
        }
    }

    private void open(
            Access access,
            Namespace namespace,
            NameFilter filter,
            @Nullable Position reached,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        ServletWire wire;
        try {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            wire = new ServletWire(context, response.getOutputStream(), CutValve.of(request));
        } catch (IOException | RuntimeException e) {
            streams.giveBack();
            throw e;
        }
        streams.open(namespace, filter, reached, access, wire);
    }
}
