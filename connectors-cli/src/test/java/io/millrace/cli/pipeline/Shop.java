package io.millrace.cli.pipeline;

import io.millrace.api.Columns;
import io.millrace.api.Event;
import io.millrace.testkit.example.MemoryLog;
import io.millrace.testkit.example.MemoryStore;
import io.millrace.testkit.example.MemoryTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A pipeline over systems in this JVM: orders as JSON, joined with their authors, into a table. */
final class Shop {
    private static final long TIME = 1_770_000_000_000_000L;
    private static final String LETTERS =
            "identity STRING, row STRING, query STRING, epoch BIGINT, error STRING, time TIMESTAMP";

    private static final String FILE = """
            name: shop
            inputs:
              orders:
                connector: memory
                options:
                  log: NAME
                  startingOffsets: earliest
                format:
                  type: json
                  schema: id BIGINT, author BIGINT, born TIMESTAMP
                  onMalformed: deadletter
              authors:
                connector: memory-store
                options:
                  store: NAME
            steps:
              - name: named
                lookup:
                  from: orders
                  connector: memory-store
                  keys: author
                  options:
                    store: NAME
                    lookup.keys: number
                    lookup.columns: name
              - name: shown
                sql: |
                  SELECT id, name
                  FROM named
                  WHERE id > 0
            outputs:
              table:
                from: shown
                connector: memory
                options:
                  table: NAME
                guarantee: exactly-once
            deadLetters:
              connector: memory
              options:
                table: NAME-letters
                delivery: at_least_once
            trigger: available-now
            checkpoint: FOLDER/mine
            """;

    private final String name;
    private final Path folder;
    private final MemoryLog log;
    private final MemoryTable table;
    private final MemoryTable letters;

    Shop(String name, Path folder) {
        this.name = name;
        this.folder = folder;
        log = MemoryLog.create(name, 1);
        List.of("{\"id\":1,\"author\":7}", "{\"id\":2,\"author\":8}", "no json").forEach(this::order);
        MemoryStore.create(name, new Columns("number BIGINT, name STRING"))
                .set(List.of(List.of(7L, "Ada"), List.of(8L, "Bob")));
        table = MemoryTable.create(name, new Columns("id BIGINT, name STRING"));
        letters = MemoryTable.create(name + "-letters", new Columns(LETTERS));
    }

    /** The file, without faults. */
    String file() {
        return FILE.replace("NAME", name).replace("FOLDER", folder.toString());
    }

    /** One order more. */
    void order(String json) {
        log.append(0, Event.of(null, json.getBytes(StandardCharsets.UTF_8), List.of(), TIME, ""));
    }

    MemoryTable table() {
        return table;
    }

    MemoryTable letters() {
        return letters;
    }
}
