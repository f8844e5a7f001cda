package io.sluice.batch.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Results on the standard output: one JSON document; or rows, aligned and headed on a terminal, separated by tabs and without a
 * heading elsewhere. For one thread.
 */
final class Output {
    private final OutputStream out;
    private final Form form;
    private boolean closed;

    Output(OutputStream out, Form form) {
        this.out = out;
        this.form = form;
    }

    /** How results look. */
    enum Form {
        JSON,
        ALIGNED,
        TABS
    }

    /**
     * Rows of equal length.
     *
     * @param heading null for rows that need none
     */
    record Table(@Nullable List<String> heading, List<List<String>> rows) {
        Table {
            rows = List.copyOf(rows);
        }
    }

    /** Writes the document, or, where no JSON is asked for, the tables that tell the same. */
    void write(JsonNode document, Supplier<List<Table>> tables) {
        var text = new StringBuilder();
        if (form == Form.JSON) {
            text.append(document).append('\n');
        } else {
            tables.get().forEach(table -> append(table, text));
        }
        send(text);
    }

    /** Where results are written that are neither. */
    OutputStream stream() {
        return out;
    }

    private void append(Table table, StringBuilder text) {
        if (form == Form.TABS) {
            table.rows().forEach(row -> text.append(String.join("\t", row)).append('\n'));
            return;
        }
        if (table.rows().isEmpty()) {
            return;
        }
        var heading = table.heading();
        var widths = widths(table);
        if (heading != null) {
            text.append(text.isEmpty() ? "" : "\n");
            line(heading.stream().map(word -> word.toUpperCase(Locale.ROOT)).toList(), widths, text);
        }
        table.rows().forEach(row -> line(row, widths, text));
    }

    private static int[] widths(Table table) {
        var heading = table.heading();
        return IntStream.range(0, table.rows().get(0).size())
                .map(column -> Math.max(
                        heading == null ? 0 : length(heading.get(column)),
                        table.rows().stream()
                                .mapToInt(row -> Math.max(1, length(row.get(column))))
                                .max()
                                .orElse(0)))
                .toArray();
    }

    private static void line(List<String> cells, int[] widths, StringBuilder text) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            var cell = cells.get(column).isEmpty() ? "-" : cells.get(column);
            line.append(cell).append(" ".repeat(widths[column] - length(cell) + 2));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private void send(StringBuilder text) {
        if (closed) {
            return;
        }
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            closed = true;
            // Whoever reads has had enough, as head(1) does after its lines: no failure of ours.
            if (!String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe")) {
                throw new CommandException(
                        Outcome.FAILED, "the result could not be written: " + e.getMessage(), List.of(), e);
            }
        }
    }
}
