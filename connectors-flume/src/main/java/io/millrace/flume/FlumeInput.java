package io.millrace.flume;

import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;

/**
 * Flume as a push source: {@code flume}. Agents send to it by their Avro or Thrift sinks, and are told that a batch was taken
 * when all of it is durable; until then it stays in their channel.
 */
public final class FlumeInput implements PushConnector {
    /** Made by {@link java.util.ServiceLoader}. */
    public FlumeInput() {}

    @Override
    public String name() {
        return "flume";
    }

    @Override
    public OptionSet options() {
        return InputOptions.ALL;
    }

    @Override
    public Intake start(Options options, Inbox inbox) {
        return FlumeIntake.start(options, inbox);
    }
}
