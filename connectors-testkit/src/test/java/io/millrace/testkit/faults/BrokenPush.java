package io.millrace.testkit.faults;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.millrace.testkit.example.TcpLines;
import io.millrace.testkit.example.TcpLinesIntake;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;

/** The source of lines, in which a fault changes one thing. */
class BrokenPush extends TcpLines {
    @Override
    public Intake start(Options options, Inbox inbox) throws IOException {
        Inbox put = changed(inbox);
        Inbox putOnce = changedForIdentities(inbox);
        return changed(super.start(options, new Inbox() {
            @Override
            public void put(List<Event> events) throws IOException, InterruptedException {
                put.put(events);
            }

            @Override
            public void putOnce(List<Identified> batches) throws IOException, InterruptedException {
                putOnce.putOnce(batches);
            }
        }));
    }

    @Override
    protected TcpLinesIntake intake(ServerSocket server, Inbox inbox) {
        return new TcpLinesIntake(server, inbox);
    }

    /** The inbox that the source sees for batches without an identity. */
    Inbox changed(Inbox inbox) {
        return inbox;
    }

    /** The inbox that the source sees for batches with an identity. */
    Inbox changedForIdentities(Inbox inbox) {
        return inbox;
    }

    /** The intake that is handed out. */
    Intake changed(Intake intake) {
        return intake;
    }
}
