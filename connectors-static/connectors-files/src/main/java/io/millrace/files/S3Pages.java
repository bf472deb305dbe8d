package io.millrace.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.util.functional.RemoteIterators;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists the objects below a folder of a bucket, also from a key on, which Hadoop's client of S3 has no words for. */
final class S3Pages {
    private S3Pages() {}

    /** All objects below the folder whose path sorts after {@code last}; from the first if that is empty. */
    static List<FileStatus> after(FileSystem files, Path folder, String last) throws IOException {
        List<FileStatus> found = new ArrayList<>();
        if (last.isEmpty() || !(files instanceof S3AFileSystem s3)) {
            RemoteIterators.foreach(files.listFiles(folder, true), found::add);
            return found;
        }
        String key = s3.pathToKey(folder);
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(folder.toUri().getAuthority())
                .prefix(key.isEmpty() ? "" : key + "/")
                .startAfter(s3.pathToKey(new Path(last)))
                .build();
        S3Client client = s3.getS3AInternals().getAmazonS3Client("listing from a key on");
        try {
            for (S3Object object : client.listObjectsV2Paginator(request).contents()) {
                if (!object.key().endsWith("/")) {
                    found.add(new FileStatus(
                            object.size(),
                            false,
                            1,
                            s3.getDefaultBlockSize(folder),
                            object.lastModified().toEpochMilli(),
                            s3.keyToQualifiedPath(object.key())));
                }
            }
        } catch (SdkException e) {
            throw S3AUtils.translateException("listing", folder, e);
        }
        return found;
    }
}
