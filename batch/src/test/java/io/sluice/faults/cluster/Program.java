package io.sluice.faults.cluster;

import io.sluice.servers.Folders;
import io.sluice.servers.LeashedProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program that nodes run: what is laid over it, and what it is made of.
 *
 * @param classPath entries of a class path, in order; folders that end in {@code /*} stand for the jars in them
 */
record Program(List<String> classPath, String main) {
    Program {
        classPath = List.copyOf(classPath);
    }

    /**
     * A packaged application, taken apart so that other classes and files can be laid over its own.
     *
     * @param into a folder that does not exist yet
     * @throws IllegalStateException if the jar is not there: it comes with {@code mvn package} in the root folder
     */
    static Program packaged(Path jar, Path into, String main) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    "jar: %s (expected: built before, as mvn verify in the root folder does)".formatted(jar));
        }
        var home = Folders.once(into, folder -> {
            var tools = LeashedProcess.start(
                    List.of(
                            java(),
                            "-Djarmode=tools",
                            "-jar",
                            jar.toAbsolutePath().toString(),
                            "extract",
                            "--force",
                            "--destination",
                            folder.toString()),
                    folder,
                    Map.of(),
                    folder.resolve("extract.log"));
            int code = tools.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            if (code != 0) {
                throw new IllegalStateException("jar %s: not taken apart%n%s".formatted(jar, tools.logTail()));
            }
        });
        return new Program(List.of(home.resolve(jar.getFileName()).toString()), main);
    }

    /** Only what the application is built on, without its own classes. */
    Program libraries() {
        return new Program(List.of(Path.of(classPath.get(0)).resolveSibling("lib") + "/*"), main);
    }

    /** The same with other classes before its own. */
    Program running(String otherMain, Path... classes) {
        var path = new ArrayList<String>();
        for (var folder : classes) {
            path.add(folder.toString());
        }
        path.addAll(classPath);
        return new Program(path, otherMain);
    }

    /** The same under these classes and files, which win. */
    Program under(List<Path> overlays) {
        return running(main, overlays.toArray(Path[]::new));
    }

    List<String> command(int megabytes) {
        return List.of(
                java(),
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath.stream().collect(Collectors.joining(File.pathSeparator)),
                main);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
