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
public record Program(List<String> classPath, String main) {
    public Program {
        classPath = List.copyOf(classPath);
    }

    /**
     * A packaged application, taken apart so that other classes and files can be laid over its own.
     *
     * @param into a folder that does not exist yet
     * @throws IllegalStateException if the jar is not there: it comes with {@code mvn package} in the root folder
     */
    public static Program packaged(Path jar, Path into, String main) {
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
    public Program libraries() {
        return new Program(List.of(Path.of(classPath.get(0)).resolveSibling("lib") + "/*"), main);
    }

    /** The same with other classes before its own. */
    public Program running(String otherMain, Path... classes) {
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

    /** What starts it, with these options of Java. */
    public List<String> command(List<String> options) {
        var command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath.stream().collect(Collectors.joining(File.pathSeparator)), main));
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
