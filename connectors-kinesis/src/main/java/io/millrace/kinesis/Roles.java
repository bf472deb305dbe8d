package io.millrace.kinesis;

import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.net.URI;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

/** Credentials of an assumed role, renewed before they end: asked for with other credentials, or with the token of a web identity. */
final class Roles {
    private Roles() {}

    /** Credentials of the role that the options name. */
    static AwsCredentialsProvider assumed(Options options, AwsCredentialsProvider own) {
        String role = options.find(Connection.ROLE).orElseThrow();
        String session = options.value(Connection.ROLE_SESSION);
        StsClient sts = sts(options, own);
        if (options.has(Connection.IDENTITY)) {
            // A token that is in a file is written anew there before it ends.
            return StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                    .stsClient(sts)
                    .refreshRequest(() -> AssumeRoleWithWebIdentityRequest.builder()
                            .roleArn(role)
                            .roleSessionName(session)
                            .webIdentityToken(options.value(Connection.IDENTITY).reveal())
                            .build())
                    .build();
        }
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> request.roleArn(role)
                        .roleSessionName(session)
                        .externalId(options.find(Connection.EXTERNAL_ID).orElse(null)))
                .build();
    }

    private static StsClient sts(Options options, AwsCredentialsProvider own) {
        StsClientBuilder sts = StsClient.builder().credentialsProvider(own).httpClientBuilder(http(options));
        options.find(Connection.REGION).map(Region::of).ifPresent(sts::region);
        options.find(Connection.STS_ENDPOINT).ifPresent(sts::endpointOverride);
        return sts.build();
    }

    private static ApacheHttpClient.Builder http(Options options) {
        ApacheHttpClient.Builder http = ApacheHttpClient.builder();
        options.find(Connection.PROXY_HOST).ifPresent(host -> {
            ProxyConfiguration.Builder proxy = ProxyConfiguration.builder()
                    .endpoint(URI.create(
                            String.format(Locale.ROOT, "http://%s:%d", host, options.value(Connection.PROXY_PORT))));
            options.find(Connection.PROXY_USER).ifPresent(proxy::username);
            options.find(Connection.PROXY_PASSWORD).map(Secret::reveal).ifPresent(proxy::password);
            http.proxyConfiguration(proxy.build());
        });
        return http;
    }
}
