package io.sluice.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Refuses bodies that are not exactly UTF-8: the JSON parser lets pass longer spellings of a character than there are, and takes
 * the null characters of UTF-16 and UTF-32 for a sign to read those.
 */
@ControllerAdvice
final class Utf8Bodies extends RequestBodyAdviceAdapter {
    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        var bytes = message.getBody().readAllBytes();
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            if (text.chars().anyMatch(c -> c == 0)) {
                throw otherwise("a null character", "UTF-8 without any");
            }
        } catch (CharacterCodingException e) {
            throw otherwise("other bytes", "UTF-8");
        }
        return new Checked(message.getHeaders(), new ByteArrayInputStream(bytes));
    }

    private static ProblemException otherwise(String given, String expected) {
        return ProblemException.of(ProblemType.MALFORMED_JSON, "body: %s (expected: %s)".formatted(given, expected))
                .at("body", expected);
    }

    private record Checked(HttpHeaders headers, InputStream body) implements HttpInputMessage {
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
