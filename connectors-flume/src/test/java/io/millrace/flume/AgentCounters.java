package io.millrace.flume;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.millrace.testkit.server.FlumeAgent;
import java.io.IOException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a running agent counts of its sinks, asked of the agent itself. */
final class AgentCounters implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private AgentCounters(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
    }

    @SuppressWarnings("BanJNDI") // what answers is the agent that this test has started
    static AgentCounters of(FlumeAgent agent) throws IOException, AttachNotSupportedException {
        VirtualMachine machine =
                VirtualMachine.attach(Long.toString(agent.process().pid()));
        try {
            return new AgentCounters(
                    JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
        } finally {
            machine.detach();
        }
    }

    /** How many events of a sink a receiver has acknowledged. */
    long acknowledged(String sink) throws IOException, JMException {
        ObjectName name = new ObjectName("org.apache.flume.sink:type=" + sink);
        return (Long) beans.getAttribute(name, "EventDrainSuccessCount");
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
