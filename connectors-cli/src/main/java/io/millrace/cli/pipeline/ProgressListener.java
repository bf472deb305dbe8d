package io.millrace.cli.pipeline;

import java.util.function.Consumer;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Hands the progress of queries on. Called by a thread of Spark's. */
final class ProgressListener extends StreamingQueryListener {
    private static final long serialVersionUID = 1;

    private final transient Consumer<StreamingQueryProgress> progress;

    ProgressListener(Consumer<StreamingQueryProgress> progress) {
        this.progress = progress;
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        progress.accept(event.progress());
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
}
