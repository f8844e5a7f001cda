package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of faults in docs/reliability.md names tests that there are. */
class FaultRowsTests {
    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW =
            Pattern.compile("^\\| ([A-Z]\\d+) \\|[^|]*\\S[^|]*\\|[^|]*\\S[^|]*\\|([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern TESTS = Pattern.compile("`(\\w+)#(\\w+)`");

    @Test
    void tableWhenReadThenHasEveryFaultOnceInOrder() throws IOException {
        assertThat(rows().stream().map(Row::id))
                .containsExactlyElementsOf(Stream.of(ids("A", 8), ids("D", 12), ids("R", 7), ids("S", 8))
                        .flatMap(List::stream)
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> rowWhenReadThenEachOfItsClassesHasTestsThatBeginWithItsId() throws IOException {
        var sources = sources();
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.id(), () -> {
                    assertThat(row.tests()).as("tests").isNotEmpty();
                    row.tests().forEach((name, prefix) -> {
                        assertThat(prefix)
                                .as("prefix in %s", name)
                                .isEqualTo(row.id().toLowerCase(Locale.ROOT));
                        assertThat(sources).as("sources").containsKey(name);
                        assertThat(sources.get(name)).as(name).containsPattern(test(prefix));
                    });
                }));
    }

    /** A row: the id, and of each class the beginning of its tests' names. */
    private record Row(String id, Map<String, String> tests) {}

    private static List<Row> rows() throws IOException {
        var page = Files.readString(ROOT.resolve("docs").resolve("reliability.md"));
        var rows = new ArrayList<Row>();
        var row = ROW.matcher(page);
        while (row.find()) {
            var tests = new TreeMap<String, String>();
            TESTS.matcher(row.group(2)).results().forEach(test -> tests.put(test.group(1), test.group(2)));
            rows.add(new Row(row.group(1), tests));
        }
        return rows;
    }

    private static List<String> ids(String letter, int last) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(number -> letter + number)
                .toList();
    }

    /** A method that JUnit runs. */
    private static Pattern test(String prefix) {
        return Pattern.compile(
                "@(?:Test|ParameterizedTest|TestFactory)\\s[^;{}]*(?:\\{[^;{}]*}[^;{}]*)?void " + prefix + "[A-Z]");
    }

    /** Of all modules, by the names of their classes; where a name is there twice, both. */
    private static Map<String, String> sources() throws IOException {
        var sources = new TreeMap<String, String>();
        for (var module : List.of("shared", "api", "batch")) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (var file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    var name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}
