package io.millrace.spark.lookup;

import io.millrace.runtime.deadletter.DeadLetterJob;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows of a Dataset in letters. */
record RowWriting(JoinPlan plan) implements JoinPlan.Writing<Row> {
    @Override
    public @Nullable String identity(Row row) {
        DeadLetterJob letters = plan.letters();
        List<String> columns = letters == null ? List.of() : letters.identity();
        return columns.isEmpty()
                ? null
                : columns.stream().map(name -> text(row.getAs(name))).collect(Collectors.joining(","));
    }

    @Override
    public String json(Row row) {
        return row.json();
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : String.valueOf(value);
    }
}
