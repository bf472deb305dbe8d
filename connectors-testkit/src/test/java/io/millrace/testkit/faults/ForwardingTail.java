package io.millrace.testkit.faults;

import io.millrace.api.Event;
import io.millrace.api.Tail;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A tail that does what another one does. */
class ForwardingTail implements Tail {
    final Tail tail;

    ForwardingTail(Tail tail) {
        this.tail = tail;
    }

    @Override
    public @Nullable Event poll(Duration timeout) throws IOException {
        return tail.poll(timeout);
    }

    @Override
    public boolean ended() {
        return tail.ended();
    }

    @Override
    public String position() {
        return tail.position();
    }

    @Override
    public void close() throws IOException {
        tail.close();
    }
}
