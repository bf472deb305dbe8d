package io.millrace.mongodb;

import io.millrace.api.ConnectorException;
import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import io.millrace.mongodb.ChangesOptions.Image;
import io.millrace.mongodb.ChangesOptions.Replay;
import io.millrace.mongodb.ChangesOptions.Shape;
import java.util.Set;

/**
 * The change streams of MongoDB as a log: {@code mongodb-changes}. Partition ids are those of {@link Watched}, positions those of
 * {@link Place}. A collection that is dropped is an event of its stream, which goes on when another one takes the name.
 */
public final class ChangesInput implements LiveLogConnector {
    /** For the service loader. */
    public ChangesInput() {}

    @Override
    public String name() {
        return "mongodb-changes";
    }

    @Override
    public OptionSet options() {
        return ChangesOptions.ALL;
    }

    @Override
    public Log open(Options options) {
        Image full = options.value(ChangesOptions.FULL_DOCUMENT);
        if (full == Image.UPDATELOOKUP && options.value(ChangesOptions.REPLAY) == Replay.EXACT) {
            throw ConnectorException.settings(
                    "With 'fullDocument'='updateLookup' an update comes with the document at the time"
                            + " of reading, so that a batch that is read again after a failure differs from what was read before."
                            + " Use 'required' or 'whenAvailable' with a collection that has changeStreamPreAndPostImages enabled,"
                            + " or say that this may be with 'replay'='unstable'");
        } else if (full == Image.NONE && options.value(ChangesOptions.VALUE) == Shape.DOCUMENT) {
            throw ConnectorException.settings(
                    "With 'value'='document' option 'fullDocument' must not be 'none', as updates"
                            + " would come without a document; set it to required, whenAvailable or updateLookup");
        } else if (!Stages.of(options).isSingle()) {
            throw ConnectorException.settings(
                    "Option 'aggregation.pipeline' has a stage that looks at more than one event; take it out");
        }
        return new ChangeLog(options);
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) {
        return ChangeReader.of(range, fields, options);
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) {
        return ChangeReader.tail(partition, start, fields, options);
    }
}
