package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

final class KeepServerLogsTest {
    @Test
    void keepsTheLogOfAServerWhenATestFailsAndNotElse() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Cases.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.started(2).failed(1).succeeded(1));

        ServerProcess failing = Objects.requireNonNull(Cases.SERVERS.get("failing"));
        ServerProcess passing = Objects.requireNonNull(Cases.SERVERS.get("passing"));
        assertThat(failing.log()).content().contains("up");
        assertThat(passing.directory()).doesNotExist();
        WorkDirectory.delete(failing.directory());
    }

    /** Run by the test above only: one of its tests must fail. */
    @ExtendWith(KeepServerLogs.class)
    static final class Cases {
        private static final Map<String, ServerProcess> SERVERS = new HashMap<>();
        private ServerProcess server;

        @BeforeEach
        void start() {
            server = ServerProcess.command("shell", List.of("/bin/sh", "-c", "echo up; exec sleep 300"))
                    .ready(Ready.line("up"))
                    .start();
        }

        @AfterEach
        void stop() {
            server.close();
        }

        @Test
        void fails() {
            SERVERS.put("failing", server);
            throw new AssertionError("on purpose");
        }

        @Test
        void passes() {
            SERVERS.put("passing", server);
            assertThat(server.alive()).isTrue();
        }
    }
}
