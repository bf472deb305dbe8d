package io.millrace.runtime.deadletter;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.Retry;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What an executor needs to write dead letters.
 *
 * @param connector the output's name
 * @param options its options as text, references to secrets unresolved
 * @param identity the columns that tell a row from others; may be empty
 * @param layout how letters are laid out, by name
 */
public record DeadLetterJob(String connector, Map<String, String> options, List<String> identity, String layout)
        implements Serializable {
    /** Copies the collections. */
    public DeadLetterJob {
        options = new TreeMap<>(options);
        identity = List.copyOf(identity);
    }

    /**
     * A dead-letter output that takes letters.
     *
     * @param job what executors need
     * @param delivery what it promises
     */
    public record Checked(DeadLetterJob job, Delivery delivery) {}

    /**
     * What the options say, checked as far as they tell by themselves; empty if they name no dead-letter output.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if they are wrong
     */
    public static Optional<DeadLetterJob> of(Options options) {
        Map<String, String> rest = new TreeMap<>();
        options.asMap().forEach((name, text) -> {
            if (name.startsWith(DeadLetterOptions.PREFIX)) {
                rest.put(name.substring(DeadLetterOptions.PREFIX.length()), text);
            }
        });
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        if (!options.has(DeadLetterOptions.CONNECTOR)) {
            throw ConnectorException.settings("Option '" + DeadLetterOptions.PREFIX
                    + rest.keySet().iterator().next() + "' is of a dead-letter output, but '"
                    + DeadLetterOptions.CONNECTOR.name() + "' does not name one");
        }
        rest.keySet().removeIf(name -> List.of("connector", "identity").contains(name.toLowerCase(Locale.ROOT)));
        DeadLetterJob job = new DeadLetterJob(
                options.value(DeadLetterOptions.CONNECTOR),
                rest,
                options.find(DeadLetterOptions.IDENTITY).orElse(List.of()),
                Layout.COLUMNS.name());
        job.parsedOptions();
        return Optional.of(job);
    }

    /**
     * Asks the output whether it takes letters, and how. On the driver, before any data moves.
     *
     * @param columns the columns of the rows that may be refused
     * @param otherwise the columns that tell a row from others if the options do not say
     */
    public Checked check(Columns columns, List<String> otherwise) {
        for (String name : identity) {
            if (columns.index(name).isEmpty()) {
                throw ConnectorException.settings("Option '" + DeadLetterOptions.IDENTITY.name()
                        + "' names the column '" + name + "', but the columns are " + columns.ddl());
            }
        }
        List<String> known = identity.isEmpty()
                ? otherwise.stream()
                        .filter(name -> columns.index(name).isPresent())
                        .toList()
                : identity;
        List<ConnectorException> refusals = new ArrayList<>();
        for (Layout one : Layout.values()) {
            try {
                Delivery delivery = retry().call(
                                "Opening the dead-letter output '" + connector + "'",
                                () -> output().check(one.columns(), parsedOptions()));
                return new Checked(new DeadLetterJob(connector, options, known, one.name()), delivery);
            } catch (ConnectorException e) {
                if (e.kind() != Kind.SETTINGS) {
                    throw e;
                }
                refusals.add(e);
            }
        }
        throw ConnectorException.settings(
                "The dead-letter output '" + connector + "' takes letters neither as "
                        + Layout.COLUMNS.columns().ddl() + " nor as "
                        + Layout.EVENT.columns().ddl() + ": " + refusals.get(0).getMessage(),
                refusals.get(0));
    }

    Layout shape() {
        return Layout.valueOf(layout);
    }

    OutputConnector output() {
        return LetterOutput.named(connector);
    }

    Options parsedOptions() {
        try {
            return DeadLetterOptions.with(output()).read(options);
        } catch (ConnectorException e) {
            throw ConnectorException.settings(
                    "Options that begin with '" + DeadLetterOptions.PREFIX + "' are wrong: " + e.getMessage(), e);
        }
    }

    Retry retry() {
        return new Retry(parsedOptions().value(ReadOptions.RETRY_TIMEOUT), new LongAdder());
    }
}
