package io.sluice.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes moments as ISO 8601 in UTC, always with six digits behind the second, so that they sort as text. */
final class MomentModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    MomentModule() {
        super("sluice-moments");
        addSerializer(Instant.class, new Writer());
    }

    private static final class Writer extends StdSerializer<Instant> {
        private static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

        Writer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant moment, JsonGenerator generator, SerializationContext context) {
            generator.writeString(FORMAT.format(moment));
        }
    }
}
