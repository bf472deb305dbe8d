package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Says in the framework's terms what a failure of Kafka's clients means: its kind, what was asked, and the remedy. */
final class KafkaFailures {
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    private KafkaFailures() {}

    /**
     * What a failed request means.
     *
     * @param asked what was asked, to go after "Kafka could not"
     */
    static ConnectorException of(Throwable failure, String asked, Options options) {
        Throwable cause = unwrapped(failure);
        String start = "Kafka at " + options.value(Clients.BROKERS) + " could not " + asked + ": ";
        String said = message(cause);
        if (cause instanceof ConnectorException known) {
            return known;
        } else if (cause instanceof SslAuthenticationException) {
            return ConnectorException.settings(
                    start + "TLS failed (" + said + reason(cause)
                            + "); check kafka.ssl.truststore.*, kafka.ssl.keystore.* and the brokers' host names",
                    cause);
        } else if (cause instanceof AuthenticationException) {
            return ConnectorException.settings(
                    start + "the login was refused (" + said
                            + "); check kafka.sasl.mechanism and the user and password in kafka.sasl.jaas.config",
                    cause);
        } else if (cause instanceof AuthorizationException) {
            return ConnectorException.settings(
                    start + "not allowed (" + said + "); give the user that permission", cause);
        } else if (cause instanceof UnknownTopicOrPartitionException || cause instanceof UnknownTopicIdException) {
            return ConnectorException.settings(
                    start + "no such topic or partition (" + said + "); create it or correct the name", cause);
        } else if (cause instanceof InvalidTopicException) {
            return ConnectorException.settings(start + "not a valid topic name (" + said + ")", cause);
        } else if (cause instanceof UnsupportedVersionException) {
            return ConnectorException.settings(start + "the brokers are too old for it (" + said + ")", cause);
        } else if (cause instanceof RecordTooLargeException) {
            return ConnectorException.malformed(
                    start + "too large (" + said
                            + "); raise max.message.bytes of the topic and kafka.max.request.size of the output,"
                            + " or write smaller records",
                    cause);
        } else if (cause instanceof TimeoutException) {
            return ConnectorException.passing(
                    start + "no answer in time (" + said
                            + "); check that the brokers run, that host and port can be reached from here,"
                            + " and that kafka.security.protocol is the one they speak",
                    cause);
        } else if (cause instanceof RetriableException) {
            return ConnectorException.passing(start + said, cause);
        } else if (cause instanceof ConfigException) {
            return ConnectorException.settings(start + said + "; correct the settings under kafka.*");
        }
        return ConnectorException.passing(start + said, cause);
    }

    /**
     * What it means that a client could not even be made. The cause is left out, because it may repeat the settings, and what
     * it says is shown without anything in quotes.
     */
    static ConnectorException unmade(String client, KafkaException failure, Options options) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String said = QUOTED.matcher(message(root)).replaceAll("[hidden]");
        return ConnectorException.settings("Cannot make " + client + " of Kafka for " + options.value(Clients.BROKERS)
                + ": " + said + "; correct kafka.bootstrap.servers or the settings under kafka.*");
    }

    /** The same failure for somebody who is only starting: what may pass is a fault of the settings until it worked once. */
    static ConnectorException atStart(ConnectorException failure) {
        return failure.kind() == ConnectorException.Kind.TRANSIENT
                ? new ConnectorException(ConnectorException.Kind.SETTINGS, message(failure), failure.getCause())
                : failure;
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof ExecutionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root == failure ? "" : ": " + message(root);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.replaceFirst("[.\\s]+$", "");
    }
}
