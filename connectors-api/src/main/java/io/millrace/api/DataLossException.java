package io.millrace.api;

import java.util.Objects;

/**
 * Events that should be there are gone. Whether the query fails or goes on is the user's choice ({@code onDataLoss}), applied
 * by the framework alone.
 */
public final class DataLossException extends ConnectorException {
    private static final long serialVersionUID = 1;

    private final Offsets resumeFrom;

    /**
     * A loss.
     *
     * @param message what is gone and how that was seen
     * @param resumeFrom where reading can go on: thrown by planning, the whole offsets without what is lost; thrown by a
     *     reader or tail, the position of its partition
     */
    public DataLossException(String message, Offsets resumeFrom) {
        super(Kind.DATA_LOSS, message, null);
        this.resumeFrom = Objects.requireNonNull(resumeFrom, "resumeFrom");
    }

    /** Where reading can go on after the gap. */
    public Offsets resumeFrom() {
        return resumeFrom;
    }
}
