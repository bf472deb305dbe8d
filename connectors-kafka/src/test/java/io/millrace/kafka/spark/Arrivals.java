package io.millrace.kafka.spark;

import io.millrace.kafka.spark.Ledger.Attempt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a test sees of an output while a query writes to it. */
interface Arrivals {
    /** The rows of a batch, those of attempts that were cut off too. */
    long rows(long batch);

    /** How far a batch came. */
    String phase(long batch);

    /** How many different values are there to be read. */
    long values();

    static Arrivals in(Ledger ledger) {
        return new InLedger(ledger);
    }

    /** In a topic whose records carry the headers of their epoch. */
    static Arrivals in(String topic) {
        return new InTopic(topic);
    }

    /** Rows in a ledger. */
    record InLedger(Ledger ledger) implements Arrivals {
        @Override
        public long rows(long batch) {
            return ledger.attempts(batch).stream()
                    .mapToLong(attempt -> attempt.rows().size())
                    .sum();
        }

        @Override
        public String phase(long batch) {
            if (ledger.visible(batch)) {
                return "after the output's commit, before the commit log";
            }
            return ledger.attempts(batch).stream().allMatch(Attempt::complete)
                    ? "before the output's commit"
                    : "while a task wrote";
        }

        @Override
        public long values() {
            return ledger.values().size();
        }
    }

    /** Records of a topic. */
    record InTopic(String topic) implements Arrivals {
        @Override
        public long rows(long batch) {
            return Mill.records(topic).stream()
                    .filter(record ->
                            Long.toString(batch).equals(Mill.headers(record).get("millrace.epoch")))
                    .count();
        }

        @Override
        public String phase(long batch) {
            return "before the commit log";
        }

        @Override
        public long values() {
            return Mill.records(topic).stream()
                    .map(ConsumerRecord::value)
                    .distinct()
                    .count();
        }
    }
}
