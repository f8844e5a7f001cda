package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Deadline;
import io.sluice.servers.LeashedProcess;
import io.sluice.servers.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Carries out docs/getting-started.md: its service is compiled and started, its commands are typed, and both are compared. */
class GettingStartedIT {
    private static final Path PAGE = Path.of("..", "docs", "getting-started.md");
    private static final Path ROOT_POM = Path.of("..", "pom.xml");
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String START = "mvn spring-boot:run";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private @Nullable LeashedProcess service;

    @TempDir
    private Path folder;

    @AfterEach
    void endService() {
        if (service != null) {
            service.kill();
        }
    }

    @Test
    void pageWhenCarriedOutThenTheServiceSaysWhatThePageSays() throws IOException, InterruptedException {
        try (var redis = RedisServer.launch();
                var node = ApiNode.start(redis)) {
            var blocks = BLOCK.matcher(Files.readString(PAGE));
            int carriedOut = 0;
            while (blocks.find()) {
                var text = blocks.group(2);
                switch (blocks.group(1)) {
                    case "xml" -> assertVersions(text);
                    case "yaml" -> configure(text, redis);
                    case "java" -> compile(text);
                    case "console" -> type(text, node);
                    case "text" -> awaitSaid(text);
                    case "shell" -> {} // builds the project and runs it, which the test does by itself
                    default ->
                        throw new IllegalStateException(
                                "block: %s (expected: one that is known)".formatted(blocks.group(1)));
                }
                carriedOut++;
            }
            assertThat(carriedOut).isGreaterThan(6);
        }
    }

    /** Those of Boot and Sluice are those that the project has. */
    private static void assertVersions(String pom) throws IOException {
        var root = Files.readString(ROOT_POM);
        assertThat(version("spring-boot-starter-parent", pom)).isEqualTo(version("spring-boot-starter-parent", root));
        assertThat(version("sluice-shared", pom)).isEqualTo(version("sluice-parent", root));
    }

    private static String version(String artifact, String pom) {
        var found = Pattern.compile("<artifactId>%s</artifactId>\\s*<version>([^<]*)<".formatted(artifact))
                .matcher(pom);
        assertThat(found.find()).as(artifact).isTrue();
        return found.group(1);
    }

    private void configure(String yaml, RedisServer redis) throws IOException {
        var here = yaml.replace("127.0.0.1, port: 16379", "%s, port: %d".formatted(redis.host(), redis.port()));
        assertThat(here).isNotEqualTo(yaml);
        Files.writeString(folder.resolve("application.yml"), here);
    }

    private void compile(String source) throws IOException {
        var file = Files.writeString(folder.resolve("Shop.java"), source);
        var messages = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }

    private void type(String session, ApiNode node) throws IOException, InterruptedException {
        for (var example : session.substring(2).split("(?m)^\\$ ", -1)) {
            int end = example.indexOf('\n');
            var command = example.substring(0, end);
            if (command.equals(START)) {
                service = start();
            } else {
                var here = command.replace("http://127.0.0.1:8080", node.address())
                        .replace("local-editor", ApiNode.EDITOR)
                        .replace("local-reader", ApiNode.READER);
                assertThat(Shell.run(here).text()).as(command).isEqualTo(example.substring(end + 1));
            }
        }
    }

    /** Beside the libraries of the tests, among which is a web server that the page's service does not have. */
    private LeashedProcess start() {
        var command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                "shop.Shop",
                "--spring.main.web-application-type=none");
        return LeashedProcess.start(command, folder, Map.of(), log());
    }

    private void awaitSaid(String text) {
        assertThat(text.lines()).isNotEmpty();
        try {
            Deadline.await("service says " + text, PATIENCE, () -> said().contains("\n" + text));
        } catch (IllegalStateException e) {
            throw new AssertionError(said(), e);
        }
    }

    private String said() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("service.log");
    }
}
