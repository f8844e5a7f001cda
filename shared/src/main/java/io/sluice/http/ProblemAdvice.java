package io.sluice.http;

import io.sluice.setting.InvalidInputException;
import io.sluice.store.StoreException;
import io.sluice.store.UnreadableException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns whatever ends a request early into a problem. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> refused(ProblemException problem, HttpServletRequest request) {
        return answer(problem, new HttpHeaders(), request.getRequestURI());
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidInputException invalid, HttpServletRequest request) {
        return answer(InputProblems.of(invalid), new HttpHeaders(), request.getRequestURI());
    }

    /** The firewall looks at headers and parameters only when somebody reads them. */
    @ExceptionHandler
    ResponseEntity<Object> rejected(RequestRejectedException rejected, HttpServletRequest request) {
        LOG.debug("{} {}: rejected", request.getMethod(), request.getRequestURI(), rejected);
        var expected = "no control character";
        var problem = ProblemException.of(
                        ProblemType.BAD_REQUEST,
                        "header or parameter: not a legal one (expected: %s)".formatted(expected))
                .at("header", expected);
        return answer(problem, new HttpHeaders(), request.getRequestURI());
    }

    /** The store tells of its connections itself; a line for every refused request would say nothing more. */
    @ExceptionHandler
    ResponseEntity<Object> store(StoreException failure, HttpServletRequest request) {
        if (failure.reason() == StoreException.Reason.DAMAGED) {
            LOG.error("{} {}: the store is damaged", request.getMethod(), request.getRequestURI(), failure);
        } else {
            LOG.debug("{} {}: the store failed", request.getMethod(), request.getRequestURI(), failure);
        }
        return answer(StoreProblems.of(failure), new HttpHeaders(), request.getRequestURI());
    }

    @ExceptionHandler
    ResponseEntity<Object> unreadable(UnreadableException failure, HttpServletRequest request) {
        LOG.error("{} {}: the store is damaged", request.getMethod(), request.getRequestURI(), failure);
        return answer(StoreProblems.damaged(), new HttpHeaders(), request.getRequestURI());
    }

    @ExceptionHandler(Exception.class)
    @Nullable
    ResponseEntity<Object> failed(Exception failure, HttpServletRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            LOG.debug("{} {}: the client has gone", request.getMethod(), request.getRequestURI());
            return null;
        }
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
        var problem = ProblemException.of(ProblemType.INTERNAL, "The request could not be carried out.");
        return answer(problem, new HttpHeaders(), request.getRequestURI());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(InputProblems.of(failure), headers, path(request));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (failure instanceof MethodArgumentTypeMismatchException argument) {
            return answer(InputProblems.of(argument), headers, path(request));
        }
        return handleExceptionInternal(failure, null, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException failure,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        var name = failure.getParameterName();
        var problem = ProblemException.invalid(name, "parameter: no %s (expected: one)".formatted(name), "a value");
        return answer(problem, headers, path(request));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(nothingHere(), headers, path(request));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoHandlerFoundException(
            NoHandlerFoundException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(nothingHere(), headers, path(request));
    }

    /** All the others that Spring knows a status for. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError()) {
            LOG.error("{} failed", path(request), failure);
        }
        var type = ProblemType.of(status.value());
        var told = failure instanceof ErrorResponse response && !status.is5xxServerError()
                ? response.getBody().getDetail()
                : null;
        return answer(ProblemException.of(type, told == null ? type.title() : told), headers, path(request));
    }

    private static ProblemException nothingHere() {
        return ProblemException.of(ProblemType.NOT_FOUND, "Nothing is at this path.");
    }

    private static ResponseEntity<Object> answer(ProblemException problem, HttpHeaders more, @Nullable String path) {
        var type = problem.type();
        var headers = HttpHeaders.copyOf(more);
        if (type.status() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
            headers.set(HttpHeaders.RETRY_AFTER, StoreProblems.RETRY_AFTER_SECONDS);
        } else if (type == ProblemType.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        } else if (type == ProblemType.FORBIDDEN) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, Refusals.INSUFFICIENT);
        }
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return ResponseEntity.status(type.status()).headers(headers).body(Problem.of(problem, path));
    }

    private static @Nullable String path(WebRequest request) {
        return request instanceof ServletWebRequest servlet
                ? servlet.getRequest().getRequestURI()
                : null;
    }
}
