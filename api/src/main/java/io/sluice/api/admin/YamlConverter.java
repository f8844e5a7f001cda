package io.sluice.api.admin;

import java.io.Writer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** {@code application/yaml} (RFC 9512). */
@Component
final class YamlConverter extends DocumentConverter {
    private final JsonMapper json;

    YamlConverter(JsonMapper json) {
        super(json, MediaType.APPLICATION_YAML);
        this.json = json;
    }

    @Override
    String toJson(String text) {
        return YamlText.read(text);
    }

    @Override
    void write(NamespaceDocument document, Writer target) {
        YamlText.write(json.writeValueAsString(document), target);
    }
}
