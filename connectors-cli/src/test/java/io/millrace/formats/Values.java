package io.millrace.formats;

import io.millrace.spark.Millrace;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Rows of bytes, as events bring them. */
final class Values {
    /** Stands for a null. */
    static final byte[] NULL = {};

    private Values() {}

    static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 1)
                .getOrCreate();
    }

    /** These values parsed, in their order; what was not understood is in the column {@code _rescued}. */
    static List<Row> rescued(String format, Map<String, String> options, byte[]... values) {
        Map<String, String> all = new TreeMap<>(options);
        all.put("onMalformed", "rescue");
        return parsed(format, all, values).orderBy("position").collectAsList();
    }

    static Dataset<Row> parsed(String format, Map<String, String> options, byte[]... values) {
        List<Row> rows = IntStream.range(0, values.length)
                .mapToObj(at -> RowFactory.create(at, values[at] == NULL ? null : values[at]))
                .toList();
        // In more than one task, each with what it remembers.
        Dataset<Row> data = spark().createDataFrame(rows, StructType.fromDDL("position INT, value BINARY"))
                .repartition(2);
        return Millrace.parse(data, format, options);
    }

    /** A value behind a schema's id. */
    static byte[] framed(int id, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(5 + length).put((byte) 0).putInt(id);
        for (byte[] part : parts) {
            bytes.put(part);
        }
        return bytes.array();
    }
}
