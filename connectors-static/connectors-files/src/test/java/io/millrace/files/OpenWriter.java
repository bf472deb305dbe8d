package io.millrace.files;

import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/** Writes lines into the file that system property {@code file} names, prints them, and leaves it open until it is killed. */
final class OpenWriter {
    private OpenWriter() {}

    public static void main(String[] args) throws Exception {
        Path file = new Path(System.getProperty("file", ""));
        FSDataOutputStream open = file.getFileSystem(new Configuration()).create(file);
        for (int i = 1; i <= 2; i++) {
            open.writeBytes(i + "\n");
            open.hsync();
            System.out.println(i);
        }
        Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
}
