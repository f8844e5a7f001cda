package io.sluice.faults.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.watch.Replica;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** Shows over HTTP what a subscriber holds, as it holds it: {@code /replica/<namespace>}. */
class LookingGlass {
    static final String PORT = "looking-glass.port";
    static final String READY = "/ready";

    @Bean(destroyMethod = "close")
    AutoCloseable glass(Replicas replicas, Environment environment) throws IOException {
        var port = environment.getRequiredProperty(PORT, Integer.class);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var threads = Executors.newFixedThreadPool(2);
        server.setExecutor(threads);
        server.createContext("/replica/", exchange -> {
            var namespace = new Namespace(exchange.getRequestURI().getPath().substring("/replica/".length()));
            var replica = replicas.find(namespace);
            if (replica.isPresent()) {
                answer(exchange, 200, show(replica.get()));
            } else {
                answer(exchange, 404, "{}");
            }
        });
        server.createContext(
                READY, exchange -> answer(exchange, replicas.state() == WatchState.SYNCING ? 503 : 200, "{}"));
        server.start();
        return () -> {
            server.stop(0);
            threads.shutdownNow();
        };
    }

    private static String show(Replica replica) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("state", replica.state().name());
        var snapshot = replica.snapshot();
        var head = snapshot.head();
        if (head != null) {
            json.put("epoch", head.position().epoch().text());
            json.put("offset", head.position().offset());
            json.put("revision", head.revision().micros());
        }
        var entries = json.putObject("entries");
        snapshot.forEach(entry -> {
            var shown = entries.putObject(entry.name().text());
            shown.put("revision", entry.revision().micros());
            if (entry instanceof Entry.Present present) {
                shown.put("value", present.value().json());
            }
        });
        return json.toString();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
