package io.millrace.testkit.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is promised: all that was acknowledged arrives, and twice only what was sent twice. */
final class Delivered {
    private Delivered() {}

    static boolean contains(Collection<String> arrived, List<LineSender> senders) {
        Set<String> there = new HashSet<>(arrived);
        return senders.stream().allMatch(sender -> there.containsAll(sender.acknowledged()));
    }

    static void check(Collection<String> arrived, List<LineSender> senders) {
        Map<String, Integer> times = new HashMap<>();
        arrived.forEach(line -> times.merge(line, 1, Integer::sum));
        List<String> lost = new ArrayList<>();
        Set<String> repeated = new HashSet<>();
        for (LineSender sender : senders) {
            sender.acknowledged().stream()
                    .filter(line -> !times.containsKey(line))
                    .forEach(lost::add);
            repeated.addAll(sender.repeated());
        }
        List<String> doubled = times.entrySet().stream()
                .filter(line -> line.getValue() > 1 && !repeated.contains(line.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(lost).as("acknowledged and lost").isEmpty();
        assertThat(doubled).as("doubled, and not sent twice").isEmpty();
    }
}
