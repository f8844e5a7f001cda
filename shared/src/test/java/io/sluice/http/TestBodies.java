package io.sluice.http;

import io.sluice.setting.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** Reads bodies of requests the way that they take through the surface, without a server. */
public final class TestBodies {
    /** Reads and writes as the surface does. */
    public static final JsonMapper JSON = mapper();

    private static final JacksonJsonHttpMessageConverter CONVERTER = new JacksonJsonHttpMessageConverter(JSON);
    private static final Utf8Bodies UTF8 = new Utf8Bodies();
    private static final MethodParameter BODY = parameter();

    private TestBodies() {}

    /**
     * Reads one.
     *
     * @throws ProblemException as it would be told, if it is not one
     */
    public static <T> T read(byte[] body, Class<T> type) {
        var sent = new Message(new HttpHeaders(), new ByteArrayInputStream(body));
        try {
            var message = UTF8.beforeBodyRead(sent, BODY, type, JacksonJsonHttpMessageConverter.class);
            var read = CONVERTER.read(type, message);
            if (read == null) {
                throw new HttpMessageNotReadableException("no body", sent);
            }
            return type.cast(read);
        } catch (HttpMessageNotReadableException e) {
            throw InputProblems.of(e);
        } catch (IOException e) {
            throw new AssertionError("a body in memory", e);
        }
    }

    /**
     * Does what a handler does.
     *
     * @throws ProblemException as it would be told, if an input was invalid
     */
    public static <T> T handle(Supplier<T> handler) {
        try {
            return handler.get();
        } catch (InvalidInputException e) {
            throw InputProblems.of(e);
        }
    }

    /** What a problem tells beside its sentence; empty if it is silent about it. */
    public static String member(ProblemException problem, String name) {
        return String.valueOf(problem.members().getOrDefault(name, ""));
    }

    private static JsonMapper mapper() {
        var builder = JsonMapper.builder();
        StrictJson.apply(builder, DataSize.ofKilobytes(256));
        return builder.build();
    }

    private static MethodParameter parameter() {
        try {
            return new MethodParameter(TestBodies.class.getMethod("read", byte[].class, Class.class), 0);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("method: read", e);
        }
    }

    private record Message(HttpHeaders headers, InputStream body) implements HttpInputMessage {
        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return body;
        }
    }
}
