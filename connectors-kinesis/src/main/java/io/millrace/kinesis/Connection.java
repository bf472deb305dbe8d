package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;

/**
 * Clients of Kinesis, and the options of how to reach it and as whom. There is one client in this JVM for each set of such
 * options, for as long as the JVM lives. Safe for many threads.
 */
final class Connection {
    static final Option<String> REGION = Option.string("region")
            .alias("kinesis.region", "kinesisRegion", "regionName")
            .doc("The region, such as eu-west-1; without it the one that the environment tells Amazon's SDK.");

    static final Option<URI> ENDPOINT = Option.of("endpointUrl", "URL", Connection::url)
            .alias("kinesis.endpointUrl")
            .doc("Where Kinesis is, if not at the region's own address: a VPC endpoint, or another server of its"
                    + " protocol.");

    static final Option<String> ACCESS_KEY = Option.string("awsAccessKeyId")
            .alias("kinesis.awsAccessKeyId")
            .doc("An access key; without one, Amazon's chain of providers is asked: environment, profile, web identity,"
                    + " container, instance.");

    static final Option<Secret> SECRET_KEY =
            Option.secret("awsSecretKey").alias("kinesis.awsSecretKey").doc("The secret of the access key.");

    static final Option<Secret> SESSION_TOKEN = Option.secret("sessionToken")
            .alias("kinesis.sessionToken")
            .doc("The token that belongs to a temporary access key.");

    static final Option<String> ROLE = Option.string("roleArn")
            .alias("kinesis.stsRoleArn", "awsSTSRoleARN")
            .doc("A role to assume with these credentials.");

    static final Option<String> ROLE_SESSION = Option.string("roleSessionName")
            .alias("kinesis.stsSessionName", "awsSTSSessionName")
            .orElse("millrace")
            .doc("The name of the session of the assumed role.");

    static final Option<String> EXTERNAL_ID =
            Option.string("roleExternalId").doc("The external id that the role asks for, if it does.");

    static final Option<Secret> IDENTITY = Option.secret("webIdentityToken")
            .doc("The token of a web identity, usually file:PATH, with which roleArn is assumed in place of an"
                    + " access key.");

    static final Option<URI> STS_ENDPOINT = Option.of("stsEndpointUrl", "URL", Connection::url)
            .alias("kinesis.stsEndpointUrl")
            .doc("Where roles are assumed, if not at the region's own address.");

    static final Option<String> PROXY_HOST = Option.string("proxyHost")
            .doc(
                    "A proxy to reach Kinesis and the place of roles by; without it the one that the environment names (HTTPS_PROXY).");

    static final Option<Long> PROXY_PORT = Option.wholeNumber("proxyPort")
            .check(port -> port > 0 && port < 65_536, "must be a port")
            .orElse("3128")
            .doc("The proxy's port.");

    static final Option<String> PROXY_USER = Option.string("proxyUser").doc("The user whom the proxy asks for.");

    static final Option<Secret> PROXY_PASSWORD =
            Option.secret("proxyPassword").doc("The password of the proxy's user.");

    static final Option<Duration> CALL_TIMEOUT = Option.duration("callTimeout")
            .check(timeout -> !timeout.isZero(), "must be longer than 0")
            .orElse("30s")
            .doc("How long one call may take with its repeats after throttling, before it fails, to be tried again"
                    + " by the framework.");

    static final OptionSet ALL = OptionSet.of(
            REGION,
            ENDPOINT,
            ACCESS_KEY,
            SECRET_KEY,
            SESSION_TOKEN,
            ROLE,
            ROLE_SESSION,
            EXTERNAL_ID,
            IDENTITY,
            STS_ENDPOINT,
            PROXY_HOST,
            PROXY_PORT,
            PROXY_USER,
            PROXY_PASSWORD,
            CALL_TIMEOUT);

    private static final int CONNECTIONS = 200;
    private static final int SUBSCRIPTIONS = 10_000;
    private static final int ATTEMPTS = 8;
    /** With jitter. A shard that is asked too often may be asked again a fifth of a second later. */
    private static final BackoffStrategy PAUSES =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(100), Duration.ofSeconds(5));

    private static final Map<Map<String, String>, KinesisAsyncClient> CLIENTS = new ConcurrentHashMap<>();

    private Connection() {}

    /** The client for these options. */
    static KinesisAsyncClient client(Options options) {
        Map<String, String> mine = fingerprint(options);
        KinesisAsyncClient known = CLIENTS.get(mine);
        return known != null
                ? known
                : CLIENTS.computeIfAbsent(mine, settings -> connect(options, http(options), overrides(options)));
    }

    /** The client over which Kinesis pushes: a call lasts as long as Kinesis wants, and is never repeated by the client. */
    static KinesisAsyncClient pushing(Options options) {
        boolean old = options.value(InputOptions.CONSUMER_PROTOCOL) == InputOptions.Carrier.HTTP1;
        Map<String, String> mine = fingerprint(options);
        mine.put("pushing", Boolean.toString(old));
        return CLIENTS.computeIfAbsent(
                mine,
                settings -> connect(
                        options,
                        http(options)
                                .protocol(old ? Protocol.HTTP1_1 : Protocol.HTTP2)
                                .maxConcurrency(SUBSCRIPTIONS),
                        ClientOverrideConfiguration.builder()
                                .retryStrategy(AwsRetryStrategy.doNotRetry())
                                .build()));
    }

    /** The options of a connection, secrets unresolved: equal for equal clients, safe to keep. */
    static Map<String, String> fingerprint(Options options) {
        Map<String, String> mine = new TreeMap<>(options.asMap());
        mine.keySet().retainAll(ALL.options().stream().map(Option::name).toList());
        return mine;
    }

    private static KinesisAsyncClient connect(
            Options options, NettyNioAsyncHttpClient.Builder http, ClientOverrideConfiguration overrides) {
        try {
            KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder()
                    .credentialsProvider(credentials(options))
                    .httpClientBuilder(http)
                    .overrideConfiguration(overrides);
            options.find(REGION).map(Region::of).ifPresent(builder::region);
            options.find(ENDPOINT).ifPresent(builder::endpointOverride);
            return builder.build();
        } catch (SdkException e) {
            throw ConnectorException.settings(
                    "Cannot make a client of Kinesis: " + e.getMessage()
                            + "; give region, and credentials or a role, or set up the environment for Amazon's SDK",
                    e);
        }
    }

    /** Throttled calls are repeated by the SDK, within the call's own time-out; all else that may pass by the framework. */
    private static ClientOverrideConfiguration overrides(Options options) {
        return ClientOverrideConfiguration.builder()
                .apiCallTimeout(options.value(CALL_TIMEOUT))
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .backoffStrategy(PAUSES)
                        .throttlingBackoffStrategy(PAUSES)
                        .build())
                .build();
    }

    private static NettyNioAsyncHttpClient.Builder http(Options options) {
        NettyNioAsyncHttpClient.Builder http = NettyNioAsyncHttpClient.builder()
                .protocol(Protocol.HTTP1_1)
                .maxConcurrency(CONNECTIONS)
                .connectionTimeout(Duration.ofSeconds(5))
                .readTimeout(options.value(CALL_TIMEOUT));
        options.find(PROXY_HOST).ifPresent(host -> {
            ProxyConfiguration.Builder proxy = ProxyConfiguration.builder()
                    .host(host)
                    .port(options.value(PROXY_PORT).intValue());
            options.find(PROXY_USER).ifPresent(proxy::username);
            options.find(PROXY_PASSWORD).map(Secret::reveal).ifPresent(proxy::password);
            http.proxyConfiguration(proxy.build());
        });
        return http;
    }

    private static AwsCredentialsProvider credentials(Options options) {
        AwsCredentialsProvider own = ownCredentials(options);
        return options.has(ROLE) ? Roles.assumed(options, own) : own;
    }

    private static AwsCredentialsProvider ownCredentials(Options options) {
        if (options.find(ACCESS_KEY).isEmpty()) {
            return DefaultCredentialsProvider.create();
        }
        String key = options.find(ACCESS_KEY).get();
        String secret = options.find(SECRET_KEY)
                .map(Secret::reveal)
                .orElseThrow(() -> ConnectorException.settings(
                        "Option 'awsAccessKeyId' needs 'awsSecretKey'; give both or neither"));
        return StaticCredentialsProvider.create(options.find(SESSION_TOKEN)
                .map(Secret::reveal)
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(key, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(key, secret)));
    }

    private static URI url(String text) {
        URI url = URI.create(text);
        if (!List.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("expected http://HOST:PORT or https://HOST");
        }
        return url;
    }
}
