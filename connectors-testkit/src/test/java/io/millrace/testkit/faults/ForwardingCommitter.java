package io.millrace.testkit.faults;

import io.millrace.api.Committer;
import java.io.IOException;
import java.util.List;

/** A committer that does what another one does. */
class ForwardingCommitter implements Committer {
    final Committer committer;

    ForwardingCommitter(Committer committer) {
        this.committer = committer;
    }

    @Override
    public void commit(String query, long epoch, List<String> staged) throws IOException {
        committer.commit(query, epoch, staged);
    }

    @Override
    public void abort(String query, long epoch, List<String> staged) throws IOException {
        committer.abort(query, epoch, staged);
    }

    @Override
    public void close() throws IOException {
        committer.close();
    }
}
