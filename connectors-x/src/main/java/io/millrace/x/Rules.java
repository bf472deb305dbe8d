package io.millrace.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules that the account is to have. One thread. */
final class Rules {
    private static final Logger LOG = LoggerFactory.getLogger(Rules.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 100;
    private static final int MOST_TOLD = 20;

    private final Map<String, String> wanted;
    private final boolean deletesOthers;

    /** A rule as X has it. */
    private record Rule(String id, String value, String tag) {
        @Override
        public String toString() {
            return "'" + tag + "' (" + value + ")";
        }
    }

    Rules(Options options) {
        this.wanted = options.passedThrough(XOptions.RULE);
        this.deletesOthers = options.value(XOptions.OTHER_RULES) == XOptions.OtherRules.DELETE && !wanted.isEmpty();
        Map<String, String> tags = new HashMap<>();
        wanted.forEach((tag, value) -> {
            String other = tags.put(value.trim(), tag);
            if (other != null) {
                throw ConnectorException.settings("Options 'rule." + other + "' and 'rule." + tag
                        + "' are the same rule, and X has a rule once; keep one");
            }
        });
    }

    /**
     * Makes the rules of the account those that are wanted. Rules that stay are not touched, so that their posts go on; nothing
     * is changed unless X finds all new ones good.
     */
    void keepInStep(Api api) throws Trouble, InterruptedException {
        List<Rule> there = list(api);
        if (wanted.isEmpty()) {
            if (there.isEmpty()) {
                throw ConnectorException.settings("The account has no rules, so no post can come: give some, such as"
                        + " option 'rule.cats' with the value 'cat has:images'");
            }
            return;
        }
        List<Rule> missing = new ArrayList<>();
        wanted.forEach((tag, value) -> missing.add(new Rule("", value.trim(), tag)));
        missing.removeIf(rule -> there.stream().anyMatch(other -> isSame(rule, other)));
        Set<String> renamed = new HashSet<>();
        missing.forEach(rule -> renamed.add(rule.value()));
        // A tag cannot be changed: a rule with another one goes, and comes again.
        List<Rule> leaving = there.stream()
                .filter(rule -> renamed.contains(rule.value()) || (deletesOthers && !isWanted(rule)))
                .toList();
        if (missing.isEmpty() && leaving.isEmpty()) {
            return;
        }
        Set<String> freed = new HashSet<>();
        leaving.forEach(rule -> freed.add(rule.value()));
        List<Rule> brandNew =
                missing.stream().filter(rule -> !freed.contains(rule.value())).toList();
        add(api, brandNew, "?dry_run=true", !leaving.isEmpty());
        delete(api, leaving);
        add(api, missing, "", false);
        LOG.info("The rules of the stream are as the options say: {} added, {} deleted", missing, leaving);
    }

    private boolean isWanted(Rule rule) {
        return wanted.entrySet().stream()
                .anyMatch(one -> isSame(new Rule("", one.getValue().trim(), one.getKey()), rule));
    }

    private static boolean isSame(Rule one, Rule other) {
        return one.value().equals(other.value()) && one.tag().equals(other.tag());
    }

    private static List<Rule> list(Api api) throws Trouble, InterruptedException {
        List<Rule> all = new ArrayList<>();
        String page = "";
        do {
            String token = page.isEmpty() ? "" : "&pagination_token=" + URLEncoder.encode(page, StandardCharsets.UTF_8);
            JsonNode answer = api.call("GET", Api.RULES + "?max_results=1000" + token, "");
            for (JsonNode rule : answer.path("data")) {
                all.add(new Rule(
                        rule.path("id").asText(),
                        rule.path("value").asText(),
                        rule.path("tag").asText()));
            }
            page = answer.path("meta").path("next_token").asText();
        } while (!page.isEmpty());
        return all;
    }

    private static void delete(Api api, List<Rule> rules) throws Trouble, InterruptedException {
        for (int from = 0; from < rules.size(); from += AT_ONCE) {
            ObjectNode body = JSON.createObjectNode();
            ArrayNode ids = body.putObject("delete").putArray("ids");
            rules.subList(from, Math.min(rules.size(), from + AT_ONCE)).forEach(rule -> ids.add(rule.id()));
            // One that is gone already is no fault.
            var unused = api.call("POST", Api.RULES, body.toString());
        }
    }

    private static void add(Api api, List<Rule> rules, String query, boolean freesSome)
            throws Trouble, InterruptedException {
        List<String> faults = new ArrayList<>();
        for (int from = 0; from < rules.size(); from += AT_ONCE) {
            ObjectNode body = JSON.createObjectNode();
            ArrayNode list = body.putArray("add");
            List<Rule> some = rules.subList(from, Math.min(rules.size(), from + AT_ONCE));
            some.forEach(rule -> list.addObject().put("value", rule.value()).put("tag", rule.tag()));
            JsonNode answer = api.call("POST", Api.RULES + query, body.toString());
            for (JsonNode error : answer.path("errors")) {
                String type = error.path("type").asText();
                // Added meanwhile, perhaps by a request whose answer was lost; or there is room once others are gone.
                if (!type.endsWith("/duplicate-rules") && !(freesSome && type.endsWith("/rule-cap"))) {
                    faults.add(fault(error, some));
                }
            }
        }
        if (!faults.isEmpty()) {
            String more = faults.size() > MOST_TOLD ? " and " + (faults.size() - MOST_TOLD) + " more" : "";
            throw ConnectorException.settings("X refuses " + faults.size() + " of the rules: "
                    + String.join("; ", faults.subList(0, Math.min(faults.size(), MOST_TOLD))) + more
                    + (query.isEmpty() ? "; others may have been added" : "; nothing was changed")
                    + ". Correct these options");
        }
    }

    private static String fault(JsonNode error, List<Rule> rules) {
        String value = error.path("value").asText();
        String option = rules.stream()
                .filter(rule -> rule.value().equals(value))
                .map(rule -> "'" + XOptions.RULE + rule.tag() + "'='" + value + "'")
                .findFirst()
                .orElse("'" + value + "'");
        List<String> details = new ArrayList<>();
        error.path("details").forEach(detail -> details.add(detail.asText()));
        String type = error.path("type").asText();
        return option + ": " + error.path("title").asText() + " ("
                + (details.isEmpty() ? type.substring(type.lastIndexOf('/') + 1) : String.join(", ", details)) + ")";
    }
}
