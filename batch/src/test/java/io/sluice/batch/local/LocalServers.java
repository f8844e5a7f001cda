package io.sluice.batch.local;

import io.sluice.batch.servers.DatabaseServer;
import io.sluice.batch.servers.DatabaseSetup;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Redis, the database and the applications, all running.
 *
 * @param nodes of api: the first one is written to, the second one is the other
 */
record LocalServers(RedisServer redis, DatabaseServer database, List<App> nodes, App batch) {
    LocalServers {
        nodes = List.copyOf(nodes);
    }

    /**
     * Starts everything; all is ready on return.
     *
     * @param stops is told of each as soon as it runs, also if another one then fails
     * @throws RuntimeException if one does not start, with the last lines of its log
     */
    static LocalServers start(LocalSetup setup, Stops stops, Pace pace, Terminal terminal) {
        var redis = RedisServer.launch(
                RedisSetup.lasting(setup.redis().number(), setup.home().resolve("redis")));
        stops.add("Redis", redis::close);
        terminal.say("Redis is ready on " + setup.redis().address());
        var database = DatabaseServer.launch(
                DatabaseSetup.lasting(setup.database().number(), setup.home().resolve("database")));
        stops.add("the database", database::close);
        terminal.say("The database is ready on " + setup.database().address());
        var apiJar = copy(setup, setup.apiJar());
        var servers = new LocalServers(
                redis,
                database,
                List.of(node(setup, apiJar, setup.api(), "api-1"), node(setup, apiJar, setup.api2(), "api-2")),
                batch(setup, database));
        servers.apps().forEach(app -> {
            app.start();
            stops.add(app.port().use(), app::stop);
        });
        servers.apps().forEach(app -> {
            app.awaitReady(pace);
            terminal.say("%s is ready on %s (pid %d)"
                    .formatted(app.name(), app.port().address(), app.pid()));
        });
        return servers;
    }

    /** The node that is written to. */
    App first() {
        return nodes.get(0);
    }

    /** The node that hears of it. */
    App second() {
        return nodes.get(1);
    }

    /** Starts again what has ended, as a real installation would. */
    void revive(Pace pace, Terminal terminal) {
        for (var app : apps()) {
            if (!app.isAlive()) {
                terminal.say("%s ended with exit code %d: starting it again".formatted(app.name(), app.exitCode()));
                app.start();
                app.awaitReady(pace);
                terminal.say("%s is ready again (pid %d)".formatted(app.name(), app.pid()));
            }
        }
    }

    private List<App> apps() {
        return List.of(first(), second(), batch);
    }

    private static App node(LocalSetup setup, Path jar, LocalPort port, String name) {
        var configuration = common(setup, port);
        configuration.put("sluice.namespaces", "*");
        configuration.put("sluice.node.id", name);
        configuration.put(
                "sluice.watch.snapshots",
                setup.home().resolve("snapshots").resolve(name).toString());
        return new App(port, jar, setup.home(), setup.log(name), configuration);
    }

    private static App batch(LocalSetup setup, DatabaseServer database) {
        var configuration = common(setup, setup.batch());
        configuration.put("spring.datasource.url", database.jdbcUrl());
        configuration.put("spring.datasource.username", database.user());
        configuration.put("spring.datasource.password", database.password());
        return new App(setup.batch(), copy(setup, setup.batchJar()), setup.home(), setup.log("batch"), configuration);
    }

    /** What runs is a copy: a build may replace the jar meanwhile, and a JVM reads from its jar for as long as it lives. */
    private static Path copy(LocalSetup setup, Path jar) {
        var copy = setup.home().resolve("apps").resolve(jar.getFileName());
        try {
            Files.createDirectories(copy.getParent());
            return Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("jar " + copy + ": not copied from " + jar, e);
        }
    }

    /** Reached from this machine only: everybody knows the tokens. */
    private static Map<String, Object> common(LocalSetup setup, LocalPort port) {
        var configuration = new HashMap<String, Object>();
        configuration.put("server.address", LocalPort.HOST);
        configuration.put("server.port", port.number());
        configuration.put("spring.data.redis.host", LocalPort.HOST);
        configuration.put("spring.data.redis.port", setup.redis().number());
        configuration.put("sluice.access.tokens", Token.configuration());
        return configuration;
    }
}
