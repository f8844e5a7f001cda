package io.sluice.api.admin;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes documents that are not JSON. What comes in is made JSON of, and that is read like any other: with the
 * same checks, limits and problems.
 */
abstract class DocumentConverter extends AbstractHttpMessageConverter<NamespaceDocument> {
    private final JsonMapper json;

    DocumentConverter(JsonMapper json, MediaType type) {
        super(StandardCharsets.UTF_8, type);
        this.json = json;
    }

    /** The same document in JSON. */
    abstract String toJson(String text);

    /** Writes a document. */
    abstract void write(NamespaceDocument document, Writer target);

    @Override
    protected final boolean supports(Class<?> type) {
        return type == NamespaceDocument.class;
    }

    @Override
    protected final NamespaceDocument readInternal(Class<? extends NamespaceDocument> type, HttpInputMessage message)
            throws IOException {
        var text = new String(message.getBody().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return json.readValue(toJson(text), NamespaceDocument.class);
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException("document", e, message);
        }
    }

    @Override
    protected final void writeInternal(NamespaceDocument document, HttpOutputMessage message) throws IOException {
        var writer = new OutputStreamWriter(message.getBody(), StandardCharsets.UTF_8);
        write(document, writer);
        writer.flush();
    }
}
