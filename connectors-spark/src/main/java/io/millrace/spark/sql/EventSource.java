package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.LogConnector;
import io.millrace.api.PushConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.journal.JournalConnector;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Finds the log that a query reads: the connector itself, or the journal of a push source. */
final class EventSource {
    private EventSource() {}

    /**
     * The log behind a connector's name.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    static LogConnector of(String name) {
        return Connectors.findInput(name)
                .filter(PushConnector.class::isInstance)
                .<LogConnector>map(push -> new JournalConnector((PushConnector) push, EventSource::hadoop))
                .orElseGet(() -> Connectors.log(name));
    }

    /** The settings of Hadoop's file systems: the session's own on the driver, those among Spark's settings in a task. */
    private static Configuration hadoop() {
        return TaskContext.get() == null
                ? SparkSession.active().sparkContext().hadoopConfiguration()
                : SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    }
}
