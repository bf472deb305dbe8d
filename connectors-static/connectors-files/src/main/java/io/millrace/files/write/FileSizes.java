package io.millrace.files.write;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** How many tasks write an epoch: as many as the last ones would have filled files, and never more than there are anyway. */
final class FileSizes {
    private FileSizes() {}

    /** How many files rows of so many bytes make. */
    static int files(long bytes, long targetBytes) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, (bytes + targetBytes - 1) / targetBytes));
    }

    /**
     * Rows in as few partitions as their files need.
     *
     * @param partitionBy the columns that become folders: their rows come together, else each task had a file in each folder
     * @param recentBytes the sizes of the last epochs; what is not known is left as it is
     */
    static Dataset<Row> fit(Dataset<Row> rows, List<String> partitionBy, List<Long> recentBytes, long targetBytes) {
        if (recentBytes.isEmpty() || !(rows instanceof org.apache.spark.sql.classic.Dataset<Row> classic)) {
            return rows;
        }
        long mean = recentBytes.stream().mapToLong(Long::longValue).sum() / recentBytes.size();
        int wanted = files(mean, targetBytes);
        if (wanted >= classic.queryExecution().toRdd().getNumPartitions()) {
            return rows;
        }
        if (!partitionBy.isEmpty()) {
            return rows.repartition(
                    wanted,
                    partitionBy.stream()
                            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                            .toArray(Column[]::new));
        }
        // Fewer tasks than can run at once would compute the rows more slowly too: those are left as they are, and hand
        // their rows over.
        int slots = classic.sparkSession().sparkContext().defaultParallelism();
        return wanted >= slots ? rows.coalesce(wanted) : rows.repartition(wanted);
    }
}
