package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import io.millrace.api.Row;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** Makes entries of Kinesis of rows. */
final class EntryMaker {
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_KEY = 256;
    private static final BigInteger HASH_KEYS = BigInteger.ONE.shiftLeft(128);

    private final OutputColumns columns;

    EntryMaker(OutputColumns columns) {
        this.columns = columns;
    }

    /**
     * The entry of a row.
     *
     * @throws ConnectorException with kind {@code MALFORMED} if Kinesis would not take it
     */
    PutRecordsRequestEntry entry(Row row) {
        if (row.isNull(columns.value())) {
            throw ConnectorException.malformed(
                    "A row has no value, and a record of Kinesis must have data; leave such rows out", null);
        }
        byte[] data = row.bytesAt(columns.value());
        String key = key(row, data);
        int size = data.length + key.getBytes(StandardCharsets.UTF_8).length;
        if (size > MOST_BYTES) {
            throw ConnectorException.malformed(
                    "The row with key '" + key + "' has " + size + " bytes of key and value, and Kinesis takes "
                            + MOST_BYTES + "; write smaller records, or put the data elsewhere and write where",
                    null);
        }
        return PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .explicitHashKey(hashKey(row, key))
                .data(SdkBytes.fromByteArrayUnsafe(data))
                .build();
    }

    static long size(PutRecordsRequestEntry entry) {
        return entry.data().asByteArrayUnsafe().length
                + (long) entry.partitionKey().getBytes(StandardCharsets.UTF_8).length;
    }

    private String key(Row row, byte[] data) {
        if (columns.key() < 0 || row.isNull(columns.key())) {
            return Integer.toHexString(Arrays.hashCode(data));
        }
        String key = new String(row.bytesAt(columns.key()), StandardCharsets.UTF_8);
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw ConnectorException.malformed(
                    "A row has a key of " + key.length() + " characters, and Kinesis takes 1 to " + LONGEST_KEY
                            + "; leave the key null to have one made of the value",
                    null);
        }
        return key;
    }

    private @Nullable String hashKey(Row row, String key) {
        if (columns.hashKey() < 0 || row.isNull(columns.hashKey())) {
            return null;
        }
        String hashKey = row.stringAt(columns.hashKey());
        if (!hashKey.matches("\\d{1,39}") || new BigInteger(hashKey).compareTo(HASH_KEYS) >= 0) {
            throw ConnectorException.malformed(
                    "The row with key '" + key + "' has the explicit hash key '" + hashKey
                            + "', which is no whole number below 2 to the power of 128; correct it or leave it null",
                    null);
        }
        return hashKey;
    }
}
