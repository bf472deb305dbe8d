package io.millrace.x;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines are put together whatever pieces they come in. */
class LinesTest implements Lines.Taker {
    private final List<String> lines = new ArrayList<>();
    private final List<Long> tooLong = new ArrayList<>();

    @Override
    public void line(byte[] line) {
        lines.add(new String(line, UTF_8));
    }

    @Override
    public void tooLong(long bytes) {
        tooLong.add(bytes);
    }

    @Test
    void anyCutGivesTheSameLines() throws Exception {
        List<String> expected = List.of("{\"a\":\"🌊 für\"}", "", "x".repeat(20_000), "", "日本語", "", "");
        byte[] all = (String.join("\r\n", expected) + "\r\n").getBytes(UTF_8);
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            lines.clear();
            Lines putTogether = new Lines(20_000, this);
            for (int from = 0; from < all.length; ) {
                int to = Math.min(all.length, from + 1 + random.nextInt(round + 1));
                putTogether.feed(ByteBuffer.wrap(all, from, to - from));
                from = to;
            }
            assertThat(lines).isEqualTo(expected);
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void aLineTooLongIsPassedOverAndTheNextIsWhole() throws Exception {
        for (int piece = 1; piece < 30; piece++) {
            lines.clear();
            tooLong.clear();
            Lines putTogether = new Lines(10, this);
            byte[] all = "0123456789\r\n0123456789A\r\nshort\n01234567890123456789\nb\r\n".getBytes(UTF_8);
            for (int from = 0; from < all.length; from += piece) {
                putTogether.feed(ByteBuffer.wrap(all, from, Math.min(piece, all.length - from)));
            }
            assertThat(lines).containsExactly("0123456789", "short", "b");
            assertThat(tooLong).hasSize(2);
        }
    }
}
