package io.millrace.x;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The options of following a filtered stream. */
final class XOptions {
    static final String RULE = "rule.";

    static final Option<Secret> BEARER_TOKEN = Option.secret("bearerToken")
            .required()
            .alias("bearer_token")
            .doc("The App-only bearer token of an app of the account; best as env:NAME or file:PATH.");

    static final Option<URI> ENDPOINT = Option.of("endpoint", "address", URI::create)
            .orElse("https://api.x.com")
            .check(
                    XOptions::isSafe,
                    "must be https://HOST or https://HOST:PORT; http is for the loopback interface alone, as it shows"
                            + " the token to everybody on the way")
            .doc("Where the API is.");

    static final Option<OtherRules> OTHER_RULES = Option.oneOf("otherRules", OtherRules.class)
            .orElse("delete")
            .doc("What becomes of rules of the account that are not among the options: delete or keep them. Without any"
                    + " option rule.* they are kept.");

    static final Option<List<String>> POST_FIELDS = Option.list("tweet.fields")
            .orElse("created_at,lang,author_id,public_metrics,entities,conversation_id,referenced_tweets")
            .doc("What posts show beyond id and text; without created_at their timestamp is the time of arrival.");

    static final Option<List<String>> EXPANSIONS =
            Option.list("expansions").orElse("author_id").doc("Whom and what posts refer to, to be sent with them.");

    static final Option<List<String>> USER_FIELDS = Option.list("user.fields")
            .orElse("username,name,created_at,location,verified,public_metrics")
            .doc("What users show, if they are sent.");

    static final Option<List<String>> MEDIA_FIELDS =
            Option.list("media.fields").doc("What pictures and films show, if they are sent.");

    static final Option<List<String>> POLL_FIELDS =
            Option.list("poll.fields").doc("What polls show, if they are sent.");

    static final Option<List<String>> PLACE_FIELDS =
            Option.list("place.fields").doc("What places show, if they are sent.");

    static final Option<Long> BACKFILL_MINUTES = Option.wholeNumber("backfillMinutes")
            .orElse("0")
            .alias("backfill_minutes")
            .check(minutes -> minutes >= 0 && minutes <= 5, "must be from 0 to 5")
            .doc(
                    "How many minutes X may be asked to send again after a connection was lost; above 0 only for accounts that"
                            + " have it (Enterprise). What comes twice is dropped by its id.");

    static final Option<Long> REMEMBERED_IDS = Option.wholeNumber("rememberedIds")
            .orElse("250000")
            .check(count -> count > 0 && count <= 10_000_000, "must be from 1 to 10000000")
            .doc("By how many of the latest ids posts that come twice are known.");

    static final Option<Duration> KEEP_ALIVE_TIMEOUT = Option.duration("keepAliveTimeout")
            .orElse("25s")
            .check(time -> time.toMillis() > 0, "must be above 0")
            .doc(
                    "How long nothing may come before the connection is taken for dead. X sends something every 20 s, so it is"
                            + " to be a little more.");

    static final Option<Duration> CONNECT_TIMEOUT = Option.duration("connectTimeout")
            .orElse("20s")
            .check(time -> time.toMillis() > 0, "must be above 0")
            .doc("How long X may take to answer a request.");

    static final Option<Long> MAX_LINE_SIZE = Option.size("maxLineSize")
            .orElse("4m")
            .check(size -> size > 0 && size <= 1 << 30, "must be above 0 and at most 1g")
            .doc("The most bytes of one post with all that is sent with it; a larger one is left out and counted.");

    static final Option<Long> MAX_WAITING_BYTES = Option.size("maxWaitingBytes")
            .orElse("32m")
            .check(size -> size > 0, "must be above 0")
            .doc(
                    "The memory for posts that are not durable yet; beyond it nothing is read from X, which cuts off who is"
                            + " too slow.");

    static final Option<Boolean> TAKE_OVER = Option.flag("takeOver")
            .orElse("true")
            .doc(
                    "Whether a receiver that starts, and finds the account's connection taken, ends that connection: after a"
                            + " move it is what is left of its predecessor.");

    static final OptionSet ALL = OptionSet.of(
                    BEARER_TOKEN,
                    ENDPOINT,
                    OTHER_RULES,
                    POST_FIELDS,
                    EXPANSIONS,
                    USER_FIELDS,
                    MEDIA_FIELDS,
                    POLL_FIELDS,
                    PLACE_FIELDS,
                    BACKFILL_MINUTES,
                    REMEMBERED_IDS,
                    KEEP_ALIVE_TIMEOUT,
                    CONNECT_TIMEOUT,
                    MAX_LINE_SIZE,
                    MAX_WAITING_BYTES,
                    TAKE_OVER)
            .passThrough(
                    RULE,
                    Set.of(),
                    "A rule of the stream by its tag: `rule.cats` = `cat has:images`. The account's rules are kept so.");

    /** What becomes of rules that are on the server alone. */
    enum OtherRules {
        DELETE,
        KEEP
    }

    private XOptions() {}

    private static boolean isSafe(URI endpoint) {
        String host = endpoint.getHost();
        boolean plain = host != null && (host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]"));
        return host != null && ("https".equals(endpoint.getScheme()) || ("http".equals(endpoint.getScheme()) && plain));
    }
}
