package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Says in the framework's terms what a failed call means: its kind, what was asked, and the remedy. */
final class KinesisFailures {
    private static final Set<String> LOGIN = Set.of(
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "IncompleteSignatureException",
            "InvalidClientTokenId",
            "MissingAuthenticationTokenException",
            "ExpiredTokenException");
    private static final Set<String> PERMISSION = Set.of(
            "AccessDeniedException",
            "KMSAccessDeniedException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException",
            "KMSOptInRequired",
            "OptInRequired",
            "AccessDenied");

    private KinesisFailures() {}

    /**
     * What a failed call means.
     *
     * @param asked what was asked, to go after "Kinesis could not"
     */
    static ConnectorException of(Throwable failure, String asked) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof ConnectorException known) {
            return known;
        }
        String start = "Kinesis could not " + asked + ": ";
        if (cause instanceof AwsServiceException service) {
            return ofService(service, start);
        }
        String said = message(cause);
        if (cause instanceof SdkClientException && said.contains("credentials")) {
            return ConnectorException.settings(
                    start + said + "; give awsAccessKeyId and awsSecretKey, or roleArn, or set up the environment",
                    cause);
        }
        return ConnectorException.passing(
                start + said + "; check that the endpoint, or the proxy if there is one, can be reached from here",
                cause);
    }

    private static ConnectorException ofService(AwsServiceException failure, String start) {
        String code = code(failure);
        String said = code + " (" + message(failure) + ")";
        if (LOGIN.contains(code)) {
            return ConnectorException.settings(
                    start + "the credentials were refused: " + said + "; correct or renew them", failure);
        }
        if (PERMISSION.contains(code) || failure.statusCode() == 403) {
            return ConnectorException.settings(
                    start + "not allowed: " + said + "; give the user that permission", failure);
        }
        if (code.equals("ResourceNotFoundException")) {
            return ConnectorException.settings(
                    start + "there is none: " + said + "; correct streamName, region or endpointUrl", failure);
        }
        boolean passes = failure.statusCode() >= 500
                || failure.isThrottlingException()
                || failure.isClockSkewException()
                || code.contains("Throttl")
                || code.equals("ProvisionedThroughputExceededException")
                || code.equals("LimitExceededException")
                || code.equals("ResourceInUseException")
                || code.equals("ExpiredIteratorException");
        return passes
                ? ConnectorException.passing(start + said, failure)
                : ConnectorException.settings(start + said, failure);
    }

    /** The same failure for somebody who is only starting: what may pass is a fault of the settings until it worked once. */
    static ConnectorException atStart(ConnectorException failure) {
        return failure.kind() == ConnectorException.Kind.TRANSIENT
                ? new ConnectorException(
                        ConnectorException.Kind.SETTINGS, String.valueOf(failure.getMessage()), failure.getCause())
                : failure;
    }

    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String code(AwsServiceException failure) {
        String code = failure.awsErrorDetails() == null
                ? null
                : failure.awsErrorDetails().errorCode();
        return code == null ? "HTTP " + failure.statusCode() : code;
    }

    private static String message(Throwable failure) {
        if (failure instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().errorMessage() != null) {
            return service.awsErrorDetails().errorMessage();
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.replaceFirst("[.\\s]+$", "");
    }
}
