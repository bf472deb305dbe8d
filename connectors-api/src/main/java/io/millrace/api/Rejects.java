package io.millrace.api;

/** Takes the rows that an output refuses for good, as the user chose: fail, or go on and count them. */
public interface Rejects {
    /**
     * Refuses a row. Usable until {@link Writer#complete}.
     *
     * @param row the row, valid during the call alone
     * @param why what is wrong with it, with kind {@code MALFORMED}
     * @throws ConnectorException {@code why} itself, if the user wants the query to fail
     */
    void reject(Row row, ConnectorException why);
}
