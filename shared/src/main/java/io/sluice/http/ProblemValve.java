package io.sluice.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the errors that Tomcat itself finds, such as a request line that it cannot read, as problems and not as pages. */
final class ProblemValve extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var type = ProblemType.of(status);
        var problem = Problem.of(type, type.title(), request.getRequestURI());
        try {
            response.resetBuffer();
            // Not the facade: it takes nothing more once the application has called sendError.
            response.setHeader(CallId.HEADER, CallId.of(request));
            AnswerHeaders.set(request, response);
            ProblemWriter.write(problem, request, response);
            AuditLog.write(request, status, 0);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("Nobody is there any more to be told of status {}", status, e);
        }
    }
}
