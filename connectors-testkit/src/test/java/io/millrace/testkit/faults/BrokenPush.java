package io.millrace.testkit.faults;

import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.millrace.testkit.example.TcpLines;
import io.millrace.testkit.example.TcpLinesIntake;
import java.io.IOException;
import java.net.ServerSocket;

/** The source of lines, in which a fault changes one thing. */
class BrokenPush extends TcpLines {
    @Override
    public Intake start(Options options, Inbox inbox) throws IOException {
        return changed(super.start(options, changed(inbox)));
    }

    @Override
    protected TcpLinesIntake intake(ServerSocket server, Inbox inbox) {
        return new TcpLinesIntake(server, inbox);
    }

    /** The inbox that the source sees. */
    Inbox changed(Inbox inbox) {
        return inbox;
    }

    /** The intake that is handed out. */
    Intake changed(Intake intake) {
        return intake;
    }
}
