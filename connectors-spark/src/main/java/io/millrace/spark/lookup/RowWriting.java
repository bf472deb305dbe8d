package io.millrace.spark.lookup;

import io.millrace.runtime.deadletter.DeadLetterJob;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Rows of a Dataset in letters, made rows as users know them first. */
record RowWriting(JoinPlan plan, StructType schema) implements JoinPlan.Writing<HeldRow> {
    private Row external(HeldRow row) {
        return (Row) CatalystTypeConverters.convertToScala(row.row(), schema);
    }

    @Override
    public @Nullable String identity(HeldRow row) {
        DeadLetterJob letters = plan.letters();
        List<String> columns = letters == null ? List.of() : letters.identity();
        return columns.isEmpty()
                ? null
                : columns.stream().map(name -> text(external(row).getAs(name))).collect(Collectors.joining(","));
    }

    @Override
    public String json(HeldRow row) {
        return external(row).json();
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : String.valueOf(value);
    }
}
