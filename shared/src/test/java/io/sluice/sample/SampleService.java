package io.sluice.sample;

import com.sun.net.httpserver.HttpServer;
import io.sluice.client.RejectedSettingException;
import io.sluice.client.Settings;
import io.sluice.spring.LiveScope;
import io.sluice.spring.RedisConnectionEvent;
import io.sluice.spring.SettingChanged;
import io.sluice.spring.WatcherStateEvent;
import io.sluice.watch.Replicas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/**
 * A shop that reads everything it can be told from Sluice, and says at {@code GET /} what it knows.
 *
 * <pre>--sluice.namespaces=shop,defaults --sample.port=… --spring.data.redis.port=…</pre>
 */
@SpringBootApplication
@EnableConfigurationProperties({SampleService.Pool.class, SampleService.Limits.class})
public class SampleService {
    private static final ParameterizedTypeReference<List<Host>> HOSTS = new ParameterizedTypeReference<>() {};

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    /** Starts it. */
    public static void main(String[] arguments) {
        var unused = new SpringApplicationBuilder(SampleService.class)
                .web(WebApplicationType.NONE)
                .run(arguments);
    }

    record Host(String name, int port) {}

    @LiveScope
    @ConfigurationProperties("limits")
    record Limits(
            @DefaultValue("100") int max,
            @DefaultValue("1s") Duration patience) {}

    /** Changed in place. */
    @ConfigurationProperties("pool")
    public static class Pool {
        private int size = 1;

        public int getSize() {
            return size;
        }

        public void setSize(int size) {
            this.size = size;
        }
    }

    @SettingChanged("greeting")
    void greet(@Nullable String old, @Nullable String now) {
        heard.add(old + " > " + now);
        if (now != null && now.isEmpty()) {
            throw new RejectedSettingException("a greeting cannot be empty");
        }
    }

    @EventListener
    void moved(WatcherStateEvent event) {
        heard.add("state " + event.to());
    }

    @EventListener
    void connected(RedisConnectionEvent event) {
        heard.add(event.role() + " " + event.state());
    }

    @Bean(destroyMethod = "close")
    AutoCloseable page(
            Settings settings,
            Replicas replicas,
            Environment environment,
            Pool pool,
            ObjectProvider<Limits> limits,
            JsonMapper json)
            throws IOException {
        var port = environment.getRequiredProperty("sample.port", Integer.class);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            var known = new LinkedHashMap<String, @Nullable Object>();
            known.put("state", replicas.state());
            known.put("greeting", settings.get("greeting", String.class, "none"));
            known.put(
                    "timeout",
                    settings.get("timeout", Duration.class, Duration.ZERO).toMillis());
            known.put("hosts", settings.get("hosts", HOSTS, List.of()));
            known.put("environment", environment.getProperty("limits.max"));
            known.put("limits", limits.getObject());
            known.put("pool", pool.getSize());
            known.put("heard", heard);
            var body = json.writeValueAsString(known).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        return () -> server.stop(0);
    }
}
