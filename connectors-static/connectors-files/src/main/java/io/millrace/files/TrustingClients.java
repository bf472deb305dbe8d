package io.millrace.files;

import java.io.IOException;
import java.net.URI;
import javax.net.ssl.TrustManager;
import org.apache.hadoop.fs.s3a.DefaultS3ClientFactory;
import org.apache.hadoop.fs.s3a.impl.AWSClientConfig;
import software.amazon.awssdk.http.TlsTrustManagersProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The clients of S3A for a store whose certificate comes from a private authority: S3A has no setting for whom to trust. Used
 * only with a trust store of the user's, and so with an endpoint of his.
 */
public final class TrustingClients extends DefaultS3ClientFactory {
    /** Called by Hadoop, by name. */
    public TrustingClients() {}

    @Override
    public S3Client createS3Client(URI bucket, S3ClientCreationParameters parameters) throws IOException {
        return configured(S3Client.builder(), parameters)
                .httpClientBuilder(AWSClientConfig.createHttpClientBuilder(getConf())
                        .proxyConfiguration(AWSClientConfig.createProxyConfiguration(getConf(), bucket.getHost()))
                        // S3A's own sockets would trust what the JVM trusts.
                        .socketFactory(null)
                        .tlsTrustManagersProvider(trust()))
                .build();
    }

    @Override
    public S3AsyncClient createS3AsyncClient(URI bucket, S3ClientCreationParameters parameters) throws IOException {
        return configured(S3AsyncClient.builder(), parameters)
                .httpClientBuilder(AWSClientConfig.createAsyncHttpClientBuilder(getConf())
                        .proxyConfiguration(AWSClientConfig.createAsyncProxyConfiguration(getConf(), bucket.getHost()))
                        .tlsTrustManagersProvider(trust()))
                .multipartEnabled(parameters.isMultipartCopy())
                .build();
    }

    private <B extends S3BaseClientBuilder<B, C>, C> B configured(B builder, S3ClientCreationParameters parameters)
            throws IOException {
        return builder.endpointOverride(URI.create(parameters.getEndpoint()))
                .region(Region.of(parameters.getRegion()))
                .credentialsProvider(parameters.getCredentialSet())
                .disableS3ExpressSessionAuth(!parameters.isExpressCreateSession())
                .overrideConfiguration(
                        createClientOverrideConfiguration(parameters, getConf()).build())
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(parameters.isPathStyleAccess())
                        .checksumValidationEnabled(parameters.isChecksumValidationEnabled())
                        .build());
    }

    private TlsTrustManagersProvider trust() {
        TrustManager[] trusted = PrivateTrust.of(getConf());
        return () -> trusted;
    }
}
