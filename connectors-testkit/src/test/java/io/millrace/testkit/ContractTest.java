package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static final Pattern RULE = Pattern.compile("^- \\*\\*([A-Z]\\d+\\.\\d+)\\*\\* (.+)$");
    private static final Pattern GROUP = Pattern.compile("^### ([A-Z]\\d+) .+$");

    @Test
    void the_page_lists_the_rules_that_the_suites_test() throws IOException {
        List<String> listed = new ArrayList<>();
        String group = "";
        for (String line : page()) {
            Matcher heading = GROUP.matcher(line);
            Matcher rule = RULE.matcher(line);
            if (heading.matches()) {
                group = heading.group(1);
            } else if (rule.matches()) {
                listed.add(rule.group(1) + " " + rule.group(2));
                assertThat(rule.group(1))
                        .as("a rule below the heading %s", group)
                        .startsWith(group + ".");
            }
        }
        assertThat(listed).isEqualTo(rules());
    }

    @Test
    void no_number_is_used_twice_and_none_is_left_out() {
        for (Class<?> suite : Contract.suites()) {
            String group = "";
            int last = 0;
            for (String rule : Contract.rules(suite)) {
                last = Contract.group(rule).equals(group) ? last + 1 : 1;
                group = Contract.group(rule);
                assertThat(rule).startsWith(group + "." + last + " ");
            }
        }
    }

    private static List<String> rules() {
        return Contract.suites().stream()
                .flatMap(suite -> Contract.rules(suite).stream())
                .toList();
    }

    private static List<String> page() throws IOException {
        String root = Objects.requireNonNull(System.getProperty("millrace.root"), "millrace.root");
        return Files.readAllLines(Path.of(root, "docs", "contract.md"));
    }
}
