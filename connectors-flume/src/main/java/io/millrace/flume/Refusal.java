package io.millrace.flume;

/** Why a request is not taken, in words that its sender is told. The sender still has its events. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final Refusals.Reason reason;

    Refusal(Refusals.Reason reason, String told) {
        super(told, null, false, false);
        this.reason = reason;
    }

    Refusals.Reason reason() {
        return reason;
    }

    /** What the sender is told. */
    String told() {
        return "Refused: " + getMessage();
    }
}
