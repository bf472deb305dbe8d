package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The implementations of one kind of connector on the classpath, by name. What was found is kept, because every task asks and
 * looking through all jars of an application takes milliseconds. Safe for many threads.
 *
 * @param <C> the kind
 */
public final class Services<C> {
    private final Class<C> kind;
    private final Function<C, String> name;
    private final Map<ClassLoader, SoftReference<SortedMap<String, C>>> found = new WeakHashMap<>();

    /** Finds those that {@link ServiceLoader} lists for this kind. */
    public Services(Class<C> kind, Function<C, String> name) {
        this.kind = kind;
        this.name = name;
    }

    /** The one with this name, or null. Jars may be added while an application runs, so a missing one is looked for anew. */
    public @Nullable C find(String wanted) {
        ClassLoader loader = loader();
        SortedMap<String, C> known = known(loader);
        C kept = known == null ? null : known.get(wanted);
        return kept == null ? all().get(wanted) : kept;
    }

    /** All there are now. */
    public SortedMap<String, C> all() {
        ClassLoader loader = loader();
        SortedMap<String, C> all = Collections.unmodifiableSortedMap(load(loader));
        synchronized (found) {
            found.put(loader, new SoftReference<>(all));
        }
        return all;
    }

    private @Nullable SortedMap<String, C> known(ClassLoader loader) {
        synchronized (found) {
            SoftReference<SortedMap<String, C>> kept = found.get(loader);
            return kept == null ? null : kept.get();
        }
    }

    private SortedMap<String, C> load(ClassLoader loader) {
        try {
            return named(ServiceLoader.load(kind, loader));
        } catch (ServiceConfigurationError e) {
            throw ConnectorException.settings(
                    "A connector on the classpath cannot be loaded: " + e.getMessage()
                            + ". Take its jar away, or all jars of Millrace from one release (the BOM sees to that)",
                    e);
        }
    }

    private SortedMap<String, C> named(Iterable<C> connectors) {
        SortedMap<String, C> all = new TreeMap<>();
        for (C connector : connectors) {
            C other = all.putIfAbsent(name.apply(connector), connector);
            if (other != null && !other.getClass().equals(connector.getClass())) {
                throw ConnectorException.settings("Two connectors on the classpath are named '" + name.apply(connector)
                        + "': " + other.getClass().getName() + " and "
                        + connector.getClass().getName() + "; remove one of their jars");
            }
        }
        return all;
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? Services.class.getClassLoader() : context;
    }
}
