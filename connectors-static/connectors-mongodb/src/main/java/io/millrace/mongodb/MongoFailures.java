package io.millrace.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.millrace.api.ConnectorException;
import java.util.Set;

/** What MongoDB's failures mean. */
final class MongoFailures {
    /** Codes that pass by themselves: no primary, shutting down, network, a cursor that a restart forgot, a write conflict. */
    static final Set<Integer> PASSING = Set.of(
            6, 7, 43, 50, 63, 64, 89, 91, 112, 133, 134, 150, 175, 189, 234, 237, 262, 9001, 10107, 11600, 11602, 13388,
            13435, 13436);

    private MongoFailures() {}

    /** A failure with its kind. */
    static ConnectorException of(String doing, MongoException failure) {
        String message = doing + " failed: " + failure.getMessage();
        if (failure instanceof MongoSecurityException || failure.getCode() == 13 || failure.getCode() == 18) {
            return ConnectorException.settings(message + ". Check the user, the password, 'authSource' and the rights", failure);
        }
        return isPassing(failure)
                ? ConnectorException.passing(message, failure)
                : ConnectorException.settings(message + ". The server refuses this; correct the options or the rights", failure);
    }

    static boolean isPassing(MongoException failure) {
        return failure instanceof MongoSocketException
                || failure instanceof MongoTimeoutException
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException
                || failure instanceof MongoServerUnavailableException
                || failure instanceof MongoInterruptedException
                || failure.hasErrorLabel("RetryableWriteError")
                || failure.hasErrorLabel("TransientTransactionError")
                || (failure instanceof MongoCommandException && PASSING.contains(failure.getCode()))
                || PASSING.contains(failure.getCode());
    }
}
