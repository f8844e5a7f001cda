package io.sluice.api.watch;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Lets a request's connection be cut. The Servlet API can only end an answer in good order, and for a client that takes nothing
 * that means waiting for it, on a thread of the server.
 */
final class CutValve extends ValveBase {
    private static final String ATTRIBUTE = CutValve.class.getName();

    CutValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable cut = () -> response.getCoyoteResponse()
                .action(ActionCode.CLOSE_NOW, new IOException("connection: cut by this node"));
        request.setAttribute(ATTRIBUTE, cut);
        getNext().invoke(request, response);
    }

    /** What cuts the connection of that request; for the thread on which the server tells what became of the request. */
    static Runnable of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Runnable cut) {
            return cut;
        }
        throw new IllegalStateException("request: it did not come through the valve (expected: every request does)");
    }
}
