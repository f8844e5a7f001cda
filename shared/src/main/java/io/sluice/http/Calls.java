package io.sluice.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Around everything else: gives each call its id and its answer the headers that all have, and has it audited. */
final class Calls extends OncePerRequestFilter implements Ordered {
    /** Of the id in the diagnostic context of logs. */
    static final String MDC_KEY = "requestId";

    @Override
    public int getOrder() {
        // Behind what makes the sender's address out of forwarded headers, if the server is to do that.
        return HIGHEST_PRECEDENCE + 10;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long begun = System.nanoTime();
        var id = CallId.of(request);
        response.setHeader(CallId.HEADER, id);
        AnswerHeaders.set(request, response);
        boolean failed = true;
        MDC.put(MDC_KEY, id);
        try {
            chain.doFilter(request, response);
            failed = false;
        } finally {
            MDC.remove(MDC_KEY);
            if (!failed && request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new WhenDone(request, response, begun));
            } else {
                audit(request, failed ? HttpStatus.INTERNAL_SERVER_ERROR.value() : response.getStatus(), begun);
            }
        }
    }

    private static void audit(HttpServletRequest request, int status, long begun) {
        MDC.put(MDC_KEY, CallId.of(request));
        try {
            AuditLog.write(request, status, System.nanoTime() - begun);
        } finally {
            MDC.remove(MDC_KEY);
        }
    }

    /** Audits an answer that outlives the call of the filter. */
    private record WhenDone(HttpServletRequest request, HttpServletResponse response, long begun)
            implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            audit(request, response.getStatus(), begun);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
