package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FreePortsTest {
    @Test
    void handsOutEachPortOnce() {
        List<Integer> first = FreePorts.next(200);
        List<Integer> second = FreePorts.next(200);

        assertThat(first).doesNotHaveDuplicates().doesNotContainAnyElementsOf(second);
    }

    @Test
    void handsOutPortsThatCanBeBound() throws Exception {
        try (ServerSocket socket = new ServerSocket(FreePorts.next(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void handsOutNoPortThatAnotherJvmHolds() {
        try (ServerProcess other = ChildJvm.of(Holder.class).start()) {
            List<Integer> held = List.of(other.awaitLine("held", TestBounds.START)
                            .replaceAll("\\D+", " ")
                            .strip()
                            .split(" ", -1))
                    .stream()
                    .map(Integer::valueOf)
                    .toList();

            assertThat(held).hasSize(2_000).doesNotContainAnyElementsOf(FreePorts.next(2_000));
        }
    }

    @Test
    void handsOutAPortThatIsWishedForOnce() throws Exception {
        int wish;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            wish = socket.getLocalPort();
            assertThat(FreePorts.prefer(wish)).as("while it is in use").isNotEqualTo(wish);
        }
        int free = FreePorts.nextPair();
        assertThat(FreePorts.prefer(free)).as("given out before").isNotEqualTo(free);
        assertThat(FreePorts.prefer(free + 1)).as("the other of the pair").isNotEqualTo(free + 1);
        int usual = 11_000;
        assertThat(FreePorts.prefer(usual)).isEqualTo(usual);
        assertThat(FreePorts.prefer(usual)).isNotEqualTo(usual);
    }

    /** Holds ports until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            System.out.println("held " + FreePorts.next(2_000));
            Thread.currentThread().join();
        }
    }
}
