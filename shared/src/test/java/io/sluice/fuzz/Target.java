package io.sluice.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is fuzzed: a class with a method {@code public static void fuzzerTestOneInput(byte[])} that throws where something is
 * wrong.
 *
 * @param className of the class
 * @param corpus the folder of its kept inputs in the source tree
 */
record Target(String className, Path corpus) {
    private static final String SUFFIX = "FuzzTests";
    private static final Path RESOURCES = Path.of("src", "test", "resources");

    /** Every class that has kept inputs in one of the modules, by name. */
    static List<Target> in(Path root, List<String> modules) throws IOException {
        List<Target> targets = new ArrayList<>();
        for (var module : modules) {
            var resources = root.resolve(module).resolve(RESOURCES);
            try (var folders = Files.walk(resources)) {
                folders.filter(Files::isDirectory)
                        .filter(folder -> folder.getFileName().toString().endsWith(SUFFIX))
                        .map(folder -> new Target(className(resources.relativize(folder)), folder))
                        .forEach(targets::add);
            }
        }
        targets.sort(Comparator.comparing(Target::name));
        return targets;
    }

    /** The class without package and suffix. */
    String name() {
        var name = className.substring(className.lastIndexOf('.') + 1);
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static String className(Path relative) {
        List<String> parts = new ArrayList<>();
        relative.forEach(part -> parts.add(part.toString()));
        return String.join(".", parts);
    }
}
