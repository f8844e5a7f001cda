package io.sluice.api.admin;

import java.io.Writer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** {@code text/x-java-properties}. */
@Component
final class PropertiesConverter extends DocumentConverter {
    PropertiesConverter(JsonMapper json) {
        super(json, MediaType.parseMediaType(TransferController.PROPERTIES));
    }

    @Override
    String toJson(String text) {
        return PropertiesText.read(text);
    }

    @Override
    void write(NamespaceDocument document, Writer target) {
        PropertiesText.write(document, target);
    }
}
