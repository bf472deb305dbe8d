package io.millrace.spark.sql;

import io.millrace.api.Offsets;
import io.millrace.runtime.SavedOffsets;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** Offsets of a log as Spark keeps them: compared and saved by their text. */
final class LogOffset extends Offset {
    private final Offsets offsets;
    private final String json;

    LogOffset(String connector, Offsets offsets) {
        this.offsets = offsets;
        this.json = SavedOffsets.write(connector, offsets);
    }

    Offsets offsets() {
        return offsets;
    }

    @Override
    public String json() {
        return json;
    }
}
