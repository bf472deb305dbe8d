package io.millrace.files;

import io.millrace.api.ConnectorException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The file that keeps an inferred schema, as Spark's JSON of it. Written once, all or nothing; of two writers one wins. */
final class Pinned {
    private final Path file;
    private final Configuration hadoop;

    Pinned(String file, Configuration hadoop) {
        this.file = new Path(file);
        this.hadoop = hadoop;
    }

    Optional<StructType> read() throws IOException {
        String json;
        try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
            json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
        try {
            return Optional.of((StructType) DataType.fromJson(json));
        } catch (Exception e) { // among them checked ones that Scala does not declare
            throw ConnectorException.settings(
                    "The file '" + file
                            + "' of option 'schemaLocation' holds no schema; delete it to infer anew, or name"
                            + " another",
                    e);
        }
    }

    /** Keeps the schema, unless there is one by now; answers the one that is kept. */
    StructType keep(StructType schema) throws IOException {
        Path folder = file.getParent();
        CheckpointFileManager files = CheckpointFileManager$.MODULE$.create(folder == null ? file : folder, hadoop);
        if (folder != null) {
            files.mkdirs(folder);
        }
        CheckpointFileManager.CancellableFSDataOutputStream out = files.createAtomic(file, false);
        try {
            out.write(schema.prettyJson().getBytes(StandardCharsets.UTF_8));
            out.close();
        } catch (IOException e) {
            out.cancel();
            Optional<StructType> others = read();
            if (others.isEmpty()) {
                throw e;
            }
            return others.get();
        }
        return schema;
    }
}
