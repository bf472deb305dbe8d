package io.millrace.mongodb;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;

/**
 * The stages that the user puts before reading.
 *
 * @param list the stages; empty if there are none
 */
record Stages(List<BsonDocument> list) {
    /** Those that look at one document at a time, so that slices go through them apart. */
    private static final Set<String> SINGLE = Set.of(
            "$match",
            "$project",
            "$addFields",
            "$set",
            "$unset",
            "$replaceRoot",
            "$replaceWith",
            "$unwind",
            "$redact",
            "$lookup");

    private static final Set<String> WRITING = Set.of("$out", "$merge");

    static Stages of(Options options) {
        return options.find(InputOptions.PIPELINE).map(Stages::parse).orElse(new Stages(List.of()));
    }

    private static Stages parse(String json) {
        List<BsonDocument> stages;
        try {
            String text = json.strip();
            stages = text.startsWith("[")
                    ? BsonArray.parse(text).stream().map(BsonValue::asDocument).toList()
                    : List.of(BsonDocument.parse(text));
        } catch (JsonParseException | BsonInvalidOperationException e) {
            throw ConnectorException.settings(
                    "Option 'aggregation.pipeline' is no list of stages in JSON, such as [{\"$match\": {\"a\": 1}}]: "
                            + e.getMessage(),
                    e);
        }
        for (BsonDocument stage : stages) {
            if (stage.size() != 1) {
                throw ConnectorException.settings("Option 'aggregation.pipeline' has the stage " + stage.toJson()
                        + ", but a stage has just one operator, such as $match");
            } else if (WRITING.contains(stage.getFirstKey())) {
                throw ConnectorException.settings("Option 'aggregation.pipeline' has the stage '" + stage.getFirstKey()
                        + "', which writes; tasks may run again, so leave it out and write with Spark");
            }
        }
        return new Stages(stages);
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /** Whether each document goes through alone. */
    boolean isSingle() {
        return list.stream().allMatch(stage -> SINGLE.contains(stage.getFirstKey()));
    }
}
