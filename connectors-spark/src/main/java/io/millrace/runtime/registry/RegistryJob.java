package io.millrace.runtime.registry;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an executor needs to ask a schema registry.
 *
 * @param options its options as text, references to secrets unresolved
 */
public record RegistryJob(Map<String, String> options) implements Serializable {
    /** Copies the map. */
    public RegistryJob {
        options = new TreeMap<>(options);
    }

    /**
     * What the options say; empty if they name no registry.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if they are wrong
     */
    public static Optional<RegistryJob> of(Options options) {
        Map<String, String> own = new TreeMap<>(options.asMap());
        own.keySet().removeIf(name -> !name.startsWith(RegistryOptions.PREFIX));
        if (own.isEmpty()) {
            return Optional.empty();
        }
        if (!options.has(RegistryOptions.URL)) {
            throw ConnectorException.settings(
                    "Option '" + own.keySet().iterator().next() + "' is of a schema registry, but '"
                            + RegistryOptions.URL.name() + "' does not name one");
        }
        if (options.value(RegistryOptions.URL).getUserInfo() != null) {
            throw ConnectorException.settings("Option '" + RegistryOptions.URL.name()
                    + "' holds who asks, without being a secret; say it by '" + RegistryOptions.USER.name() + "' and '"
                    + RegistryOptions.PASSWORD.name() + "'");
        }
        if (options.has(RegistryOptions.USER) != options.has(RegistryOptions.PASSWORD)) {
            throw ConnectorException.settings("Options '" + RegistryOptions.USER.name() + "' and '"
                    + RegistryOptions.PASSWORD.name() + "' need each other; only one is given");
        }
        if (options.has(RegistryOptions.USER) && options.has(RegistryOptions.TOKEN)) {
            throw ConnectorException.settings("Options '" + RegistryOptions.USER.name() + "' and '"
                    + RegistryOptions.TOKEN.name() + "' are two ways to say who one is; give one");
        }
        return Optional.of(new RegistryJob(own));
    }

    /** The registry, one for all tasks of this JVM that name it in the same way. */
    public SchemaRegistry registry() {
        return SchemaRegistry.of(options);
    }
}
