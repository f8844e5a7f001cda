package io.sluice.api.watch;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Lets a request's connection be cut from any thread. The Servlet API can only end an answer in good order, and for a client
 * that takes nothing that means waiting for it, on a thread of the server.
 */
final class HangUpValve extends ValveBase {
    private static final String ATTRIBUTE = HangUpValve.class.getName();

    HangUpValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable hangUp = () -> response.getCoyoteResponse()
                .action(ActionCode.CLOSE_NOW, new IOException("connection: cut by this node"));
        request.setAttribute(ATTRIBUTE, hangUp);
        getNext().invoke(request, response);
    }

    /** What cuts the connection of that request; not to be called once the request has ended. */
    static Runnable of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Runnable hangUp) {
            return hangUp;
        }
        throw new IllegalStateException("request: it did not come through the valve (expected: every request does)");
    }
}
