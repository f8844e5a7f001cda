package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** docs/kubernetes fits the images and the applications, and what it says of Redis and MySQL is what the composed installation says. */
class KubernetesTests {
    private static final Path PAGE = Path.of("..", "docs", "kubernetes", "sluice.yaml");
    private static final Path COMPOSED = Path.of("..", "docker-compose.yml");
    private static final String DATABASE = "SPRING_DATASOURCE_URL";
    private static final List<String> OF_REDIS =
            List.of("SPRING_DATA_REDIS_SSL_BUNDLE", "SPRING_SSL_BUNDLE_PEM_REDIS_TRUSTSTORE_CERTIFICATE");

    @ParameterizedTest
    @CsvSource({"api, 8080", "batch, 8090"})
    void deploymentWhenReadThenFitsItsImageAndIsConfined(String application, int port) throws IOException {
        var name = "sluice-" + application;
        var objects = objects();
        var deployment = at(objects, "Deployment " + name, "spec");
        var pod = at(deployment, "template", "spec");
        var container = first(at(pod, "containers"));
        var image = Files.readString(Path.of("..", application, "Dockerfile"));

        assertThat(image).contains("\nUSER " + at(pod, "securityContext", "runAsUser") + "\n");
        assertThat(image).contains("\nEXPOSE " + port + "\n");
        assertThat(at(first(at(container, "ports")), "containerPort")).isEqualTo(port);
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo("/actuator/health/readiness");
        assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/actuator/health/liveness");
        assertThat(at(deployment, "strategy", "rollingUpdate", "maxUnavailable"))
                .isEqualTo(0);
        assertThat(at(objects, "PodDisruptionBudget " + name, "spec", "selector"))
                .isEqualTo(at(deployment, "selector"));
        assertThat(at(objects, "Service " + name, "spec", "selector"))
                .isEqualTo(at(deployment, "selector", "matchLabels"));
        assertThat(names(at(container, "volumeMounts")))
                .isEqualTo(names(at(pod, "volumes")))
                .contains("tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "batch"})
    void deploymentWhenReadThenBelievesWhomTheComposedInstallationBelieves(String application) throws IOException {
        var composed = at(new Yaml().load(Files.readString(COMPOSED)), "services", application + "-1");
        var objects = objects();
        var container =
                first(at(objects, "Deployment sluice-" + application, "spec", "template", "spec", "containers"));
        for (var property : OF_REDIS) {
            assertThat(at(objects, "ConfigMap sluice", "data", property))
                    .as(property)
                    .isEqualTo(at(composed, "environment", property));
        }
        assertThat((List<?>) at(composed, "volumes")).isEqualTo(List.of("trust:/etc/sluice/trust:ro"));
        assertThat((List<?>) at(container, "volumeMounts"))
                .asInstanceOf(list(Object.class))
                .contains(Map.of("name", "trust", "mountPath", "/etc/sluice/trust", "readOnly", true));
    }

    @Test
    void databaseWhenReadThenIsAskedForItsCertificateAsInTheComposedInstallation() throws IOException {
        var composed = at(new Yaml().load(Files.readString(COMPOSED)), "services", "batch-1", "environment", DATABASE);
        var container = first(at(objects(), "Deployment sluice-batch", "spec", "template", "spec", "containers"));
        var url = ((List<?>) at(container, "env"))
                .stream()
                        .filter(variable -> at(variable, "name").equals(DATABASE))
                        .map(variable -> at(variable, "value").toString())
                        .findFirst()
                        .orElseThrow();
        assertThat(url.replace("<mysql>", "mysql")).isEqualTo(composed).contains("sslMode=VERIFY_IDENTITY");
    }

    private static Map<String, Object> objects() throws IOException {
        var objects = new LinkedHashMap<String, Object>();
        for (var object : new Yaml().loadAll(Files.readString(PAGE))) {
            objects.put(at(object, "kind") + " " + at(object, "metadata", "name"), object);
        }
        return objects;
    }

    private static Object at(Object object, String... path) {
        for (var key : path) {
            object = Objects.requireNonNull(((Map<?, ?>) object).get(key), key);
        }
        return object;
    }

    private static Object first(Object objects) {
        return ((List<?>) objects).get(0);
    }

    private static List<String> names(Object objects) {
        return ((List<?>) objects)
                .stream().map(object -> at(object, "name").toString()).toList();
    }
}
