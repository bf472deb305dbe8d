package io.millrace.x;

import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;

/**
 * X (Twitter) as a push source: {@code x}. It follows the filtered stream of an account, and keeps the account's rules as the
 * options say.
 */
public final class XInput implements PushConnector {
    /** Made by {@link java.util.ServiceLoader}. */
    public XInput() {}

    @Override
    public String name() {
        return "x";
    }

    @Override
    public OptionSet options() {
        return XOptions.ALL;
    }

    @Override
    public Intake start(Options options, Inbox inbox) {
        return XIntake.start(options, inbox, Time.REAL);
    }
}
