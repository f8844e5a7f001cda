package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes a problem where no controller is at work: in filters, and where the server itself refuses. */
final class ProblemWriter {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ProblemWriter() {}

    static void write(ProblemException problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(Problem.of(problem, request.getRequestURI()), request, response);
    }

    static void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        AuditLog.note(request, problem);
        var body = MAPPER.writeValueAsBytes(problem.forCall(CallId.of(request)));
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
