package io.millrace.mongodb;

import com.mongodb.MongoException;
import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.mongodb.OutputOptions.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;

/** Writes rows to a collection. What is known by its identity is written again without harm. */
public final class MongoOutput implements OutputConnector {
    private static final String ID = "_id";

    /** For the service loader. */
    public MongoOutput() {}

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public OptionSet options() {
        return OutputOptions.ALL;
    }

    @Override
    public Delivery check(Columns columns, Options options) {
        checkColumns(columns, options);
        checkGuard(columns, options);
        boolean inserts = options.value(OutputOptions.OPERATION) == Operation.INSERT;
        List<String> identity = inserts ? List.of(ID) : options.value(OutputOptions.ID_FIELDS);
        try (Clients.Lease client = Clients.of(options)) {
            checkCollection(client, options);
            if (!identity.equals(List.of(ID))) {
                checkUnique(client, options, identity);
            }
        } catch (MongoException e) {
            throw MongoFailures.of("Checking collection " + collection(options), e);
        }
        return inserts && columns.index(ID).isEmpty()
                ? new Delivery.AtLeastOnce()
                : new Delivery.Idempotent(String.join(", ", identity));
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) {
        return new MongoWriter(task, columns, options, rejects);
    }

    private static void checkColumns(Columns columns, Options options) {
        List<Field> fields = Field.of(columns);
        if (options.value(OutputOptions.OPERATION) != Operation.INSERT) {
            for (String id : options.value(OutputOptions.ID_FIELDS)) {
                if (fields.stream().noneMatch(field -> field.name().equals(id))) {
                    throw ConnectorException.settings(
                            "Column '" + id + "' is missing, by which documents are known; the"
                                    + " columns are " + columns.ddl()
                                    + ". Select it, or name the columns of the identity in option 'idFields'");
                }
            }
        }
        options.find(OutputOptions.DELETE_COLUMN)
                .ifPresent(name -> checkType(columns, name, "deleteColumn", "BOOLEAN"));
        options.find(OutputOptions.OBJECT_IDS)
                .ifPresent(names -> names.forEach(name -> checkType(columns, name, "objectIds", "STRING")));
    }

    private static void checkGuard(Columns columns, Options options) {
        String field = options.find(OutputOptions.GUARD_FIELD).orElse(null);
        if (field == null) {
            return;
        } else if (options.value(OutputOptions.OPERATION) == Operation.INSERT) {
            throw ConnectorException.settings(
                    "Option 'guardField' is given, but 'operation' is insert, which overwrites"
                            + " nothing; leave it out, or replace or update documents");
        } else if (columns.index(field).isPresent()) {
            throw ConnectorException.settings("Option 'guardField' names '" + field
                    + "', which is a column that is written; choose a name that no column has");
        }
    }

    private static void checkType(Columns columns, String name, String option, String type) {
        Column column = columns.index(name).stream()
                .mapToObj(columns.list()::get)
                .findFirst()
                .orElseThrow(() -> ConnectorException.settings("Option '" + option + "' names the column '" + name
                        + "', but the columns are " + columns.ddl()));
        if (!column.is(type)) {
            throw ConnectorException.settings("Option '" + option + "' names the column '" + name + "', which is "
                    + column.type() + " and must be " + type);
        }
    }

    private static void checkCollection(Clients.Lease client, Options options) {
        Document found = client.description();
        if (found == null) {
            if (!options.value(OutputOptions.CREATE)) {
                throw ConnectorException.settings("There is no collection " + collection(options)
                        + "; create it, correct the name, or set option 'createCollection' to true");
            }
            client.database().createCollection(options.value(ConnectionOptions.COLLECTION));
        } else if (!found.get("type", "collection").equals("collection")) {
            throw ConnectorException.settings(
                    collection(options) + " is a " + found.getString("type") + " and cannot be written by identity");
        }
    }

    /** Without a unique index two tasks that add the same document at the same time both succeed. */
    private static void checkUnique(Clients.Lease client, Options options, List<String> identity) {
        List<String> there = new ArrayList<>();
        for (Document index : client.collection().listIndexes()) {
            Set<String> keys = new HashSet<>(index.get("key", new Document()).keySet());
            boolean isUnique = index.getBoolean("unique", false);
            if (isUnique && keys.equals(new HashSet<>(identity))) {
                return;
            }
            there.add(keys + (isUnique ? " (unique)" : ""));
        }
        throw ConnectorException.settings("Option 'idFields' is " + identity + ", but " + collection(options)
                + " has no unique index on just these fields, so that two attempts of a task could add the same document"
                + " twice. Its indexes are on " + there + "; create a unique one");
    }

    private static String collection(Options options) {
        return options.value(ConnectionOptions.DATABASE) + "." + options.value(ConnectionOptions.COLLECTION);
    }
}
