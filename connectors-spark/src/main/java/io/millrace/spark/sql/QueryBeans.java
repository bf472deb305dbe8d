package io.millrace.spark.sql;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryProgressEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryStartedEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryTerminatedEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * What the progress of streaming queries tells, as beans of JMX: {@code io.millrace:type=query,query=NAME,part=PART} with a
 * number for each metric, where the parts are {@code query}, {@code source0} and so on, and {@code sink}. A query that ended is
 * forgotten, unless it failed. Its listener is called by one thread of Spark's.
 */
final class QueryBeans extends SparkListener {
    private static final Logger LOG = LoggerFactory.getLogger(QueryBeans.class);
    private static final Map<SparkContext, QueryBeans> INSTALLED = new WeakHashMap<>();
    private static final int MOST_FAILED = 100;

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Set<ObjectName> registered = new LinkedHashSet<>();

    private QueryBeans() {}

    /** Sees to it that the queries of the application that runs here are told. */
    static void install() {
        Option<SparkSession> session = SparkSession.getActiveSession();
        if (session.isEmpty()) {
            return;
        }
        SparkContext context = session.get().sparkContext();
        synchronized (INSTALLED) {
            if (!INSTALLED.containsKey(context)) {
                QueryBeans listener = new QueryBeans();
                context.addSparkListener(listener);
                INSTALLED.put(context, listener);
            }
        }
    }

    @Override
    public void onOtherEvent(SparkListenerEvent event) {
        try {
            if (event instanceof QueryStartedEvent started) {
                started(started.id().toString(), started.name());
            } else if (event instanceof QueryProgressEvent progress) {
                progress(progress.progress());
            } else if (event instanceof QueryTerminatedEvent ended) {
                ended(ended.id().toString(), ended.exception().isDefined());
            }
        } catch (JMException e) {
            LOG.warn("The metrics of a query are not told by JMX", e);
        }
    }

    private void started(String id, @Nullable String name) throws JMException {
        names.put(id, name == null ? id : name);
        tell(id, "query", Map.of("active", 1.0, "failed", 0.0));
    }

    private void progress(StreamingQueryProgress progress) throws JMException {
        String id = progress.id().toString();
        names.computeIfAbsent(id, first -> progress.name() == null ? id : progress.name());
        Map<String, Double> query = new TreeMap<>();
        query.put("active", 1.0);
        query.put("failed", 0.0);
        query.put("batchId", (double) progress.batchId());
        query.put("batchMillis", (double) progress.batchDuration());
        query.put("inputRows", (double) progress.numInputRows());
        query.put("inputRowsPerSecond", progress.inputRowsPerSecond());
        query.put("processedRowsPerSecond", progress.processedRowsPerSecond());
        tell(id, "query", query);
        for (int i = 0; i < progress.sources().length; i++) {
            tell(id, "source" + i, numbers(progress.sources()[i].metrics()));
        }
        tell(id, "sink", numbers(progress.sink().metrics()));
    }

    private void ended(String id, boolean failed) throws JMException {
        String name = names.remove(id);
        if (name == null) {
            return;
        }
        String quoted = ObjectName.quote(name);
        for (ObjectName bean : Set.copyOf(registered)) {
            if (quoted.equals(bean.getKeyProperty("query"))) {
                remove(bean);
            }
        }
        if (failed && registered.size() < MOST_FAILED) {
            register(nameOf(name, "query"), Map.of("active", 0.0, "failed", 1.0));
        }
    }

    private void tell(String id, String part, Map<String, Double> metrics) throws JMException {
        String name = names.get(id);
        if (name != null && !metrics.isEmpty()) {
            register(nameOf(name, part), metrics);
        }
    }

    private void register(ObjectName name, Map<String, Double> metrics) throws JMException {
        remove(name);
        beans.registerMBean(new MetricsBean(metrics), name);
        registered.add(name);
    }

    private void remove(ObjectName name) throws JMException {
        registered.remove(name);
        if (beans.isRegistered(name)) {
            beans.unregisterMBean(name);
        }
    }

    private static ObjectName nameOf(String query, String part) throws JMException {
        return new ObjectName("io.millrace:type=query,query=" + ObjectName.quote(query) + ",part=" + part);
    }

    /** Those metrics that are numbers; others are words for people. */
    private static Map<String, Double> numbers(Map<String, String> metrics) {
        Map<String, Double> numbers = new TreeMap<>();
        metrics.forEach((name, text) -> {
            try {
                numbers.put(name, Double.valueOf(text));
            } catch (NumberFormatException e) {
                LOG.trace("Metric {} is no number", name, e);
            }
        });
        return numbers;
    }
}
