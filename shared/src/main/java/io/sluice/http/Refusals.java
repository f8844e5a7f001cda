package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrorCodes;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** What security refuses, told as problems. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {
    static final String INSUFFICIENT = "Bearer error=\"insufficient_scope\"";

    private static final String LEGAL = "no ; \\ % or control character, and no empty, . or .. segment";
    private static final String EXPECTED = "Authorization: Bearer <token>";

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof TooManyFailuresException many) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(many.seconds()));
            var detail = "token: not looked at (expected: fewer wrong ones a minute from this address)";
            ProblemWriter.write(ProblemException.of(ProblemType.TOO_MANY_FAILURES, detail), request, response);
            return;
        }
        if (failure instanceof AuthenticationServiceException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, StoreProblems.RETRY_AFTER_SECONDS);
            var detail = "The OpenID provider, which knows whether the token is valid, cannot be asked now.";
            ProblemWriter.write(ProblemException.of(ProblemType.UNAVAILABLE, detail), request, response);
            return;
        }
        if (failure instanceof OAuth2AuthenticationException invalid
                && BearerTokenErrorCodes.INSUFFICIENT_SCOPE.equals(
                        invalid.getError().getErrorCode())) {
            forbid("role: none in the token (expected: reader, editor or operator)", request, response);
            return;
        }
        var given = failure instanceof OAuth2AuthenticationException ? "not a valid one" : "none";
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                failure instanceof OAuth2AuthenticationException invalid
                        ? "Bearer error=\"%s\"".formatted(invalid.getError().getErrorCode())
                        : "Bearer");
        var problem = ProblemException.of(
                        ProblemType.UNAUTHORIZED, "token: %s (expected: %s)".formatted(given, EXPECTED))
                .at(HttpHeaders.AUTHORIZATION, EXPECTED);
        ProblemWriter.write(problem, request, response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException failure)
            throws IOException {
        forbid("The token does not allow this.", request, response);
    }

    private static void forbid(String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, INSUFFICIENT);
        ProblemWriter.write(ProblemException.of(ProblemType.FORBIDDEN, detail), request, response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException failure)
            throws IOException {
        var problem = ProblemException.of(
                        ProblemType.BAD_REQUEST, "path: not a legal one (expected: %s)".formatted(LEGAL))
                .at("path", LEGAL);
        ProblemWriter.write(problem, request, response);
    }
}
