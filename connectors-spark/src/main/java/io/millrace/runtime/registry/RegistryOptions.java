package io.millrace.runtime.registry;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Secret;
import java.net.URI;
import java.time.Duration;

/** The options that say which schema registry is asked, and how. */
public final class RegistryOptions {
    /** What stands before the names of all of them. */
    public static final String PREFIX = "registry.";

    /** Where the registry is. */
    public static final Option<URI> URL = Option.of(PREFIX + "url", "address", RegistryOptions::address)
            .doc("A schema registry that speaks Confluent's protocol, with the path under which it does, such as"
                    + " http://registry:8081 or http://registry:8080/apis/ccompat/v7. The bytes must then begin with a"
                    + " zero byte and the id of the schema by which they were written");

    /** Whose latest schema gives the columns. */
    public static final Option<String> SUBJECT = Option.string(PREFIX + "subject")
            .doc(
                    "avro: the subject of the registry whose latest schema gives the columns, in place of schema; asked once, where"
                            + " the query is made");

    /** The user. */
    public static final Option<String> USER =
            Option.string(PREFIX + "user").doc("The user whom the registry knows, by HTTP's basic authentication");

    /** The user's password. */
    public static final Option<Secret> PASSWORD =
            Option.secret(PREFIX + "password").doc("The user's password");

    /** A token. */
    public static final Option<Secret> TOKEN = Option.secret(PREFIX + "token")
            .doc("In place of user and password: a bearer token, read anew for each request");

    /** How long it is asked again. */
    public static final Option<Duration> RETRY_TIMEOUT = Option.duration(PREFIX + "retryTimeout")
            .orElse("30s")
            .doc("How long to ask again when the registry is away");

    private static final OptionSet ALL = OptionSet.of(URL, SUBJECT, USER, PASSWORD, TOKEN, RETRY_TIMEOUT);

    private RegistryOptions() {}

    /** All of them. */
    public static OptionSet all() {
        return ALL;
    }

    private static URI address(String text) {
        URI uri = URI.create(text.strip().replaceFirst("/+$", ""));
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getQuery() != null) {
            throw new IllegalArgumentException("must be one address with http:// or https://, a host, and no query");
        }
        return uri;
    }
}
