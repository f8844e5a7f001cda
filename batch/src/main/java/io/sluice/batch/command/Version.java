package io.sluice.batch.command;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that was built. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        var info = new Properties();
        try (var file = Version.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (file != null) {
                info.load(file);
            }
        }
        return new String[] {"sluice-batch " + info.getProperty("build.version", "(unknown version)")};
    }
}
