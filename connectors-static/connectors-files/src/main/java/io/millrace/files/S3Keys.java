package io.millrace.files;

import io.millrace.api.Secret;
import org.apache.hadoop.conf.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * The keys that the user gave, for Hadoop's client of S3. References are resolved each time they are asked for, on the machine
 * that asks, so that no task carries a key and a file of keys may be written anew. Safe for many threads.
 */
public final class S3Keys implements AwsCredentialsProvider {
    private final Configuration settings;

    /** Called by Hadoop, by name. */
    public S3Keys(Configuration settings) {
        this.settings = settings;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        String token = reveal("sessionToken", "fs.s3a.session.token");
        String access = reveal("accessKey", "fs.s3a.access.key");
        String secret = reveal("secretKey", "fs.s3a.secret.key");
        return token.isEmpty()
                ? AwsBasicCredentials.create(access, secret)
                : AwsSessionCredentials.create(access, secret, token);
    }

    private String reveal(String option, String setting) {
        return Secret.of(option, settings.get(setting, "")).reveal();
    }
}
