package io.millrace.files;

import java.io.IOException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Spark's reader, followed by a check of what it read. One thread. */
final class CheckedReader<T> implements PartitionReader<T> {
    private final PartitionReader<T> reader;
    private final FileCheck check;

    CheckedReader(PartitionReader<T> reader, FileCheck check) {
        this.reader = reader;
        this.check = check;
    }

    @Override
    public boolean next() throws IOException {
        try {
            if (reader.next()) {
                return true;
            }
        } catch (Exception e) { // among them checked ones that Scala does not declare
            throw check.explained(e);
        }
        check.unchanged();
        return false;
    }

    @Override
    public T get() {
        return reader.get();
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return reader.currentMetricsValues();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
