package io.millrace.server.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The rules of an account, and what is asked about them. Safe for many threads. */
final class Rules {
    private static final String PROBLEMS = "https://api.twitter.com/2/problems/";
    private static final int PAGE = 1_000;

    private final Map<String, Rule> byId = new LinkedHashMap<>();
    private long nextId = 1_273_026_480_692_322_304L;

    synchronized boolean isEmpty() {
        return byId.isEmpty();
    }

    /** The rules that have effect at this time and match, or just have effect. */
    synchronized List<Rule> matching(Post post, long now, boolean everything) {
        return byId.values().stream()
                .filter(rule ->
                        rule.from() <= now && (everything || rule.matches().test(post)))
                .toList();
    }

    synchronized ObjectNode list(Request request) {
        int size = Integer.parseInt(request.parameter("max_results", Integer.toString(PAGE)));
        int from = Integer.parseInt(request.parameter("pagination_token", "0"));
        String ids = request.parameter("ids", "");
        List<Rule> all = byId.values().stream()
                .filter(rule -> ids.isEmpty() || Set.of(ids.split(",", -1)).contains(rule.id()))
                .toList();
        List<Rule> page = all.subList(Math.min(from, all.size()), Math.min(all.size(), from + size));
        ObjectNode answer = Json.object();
        if (!page.isEmpty()) {
            ArrayNode data = answer.putArray("data");
            page.forEach(rule -> data.add(rule.json()));
        }
        ObjectNode meta = answer.putObject("meta").put("sent", sent()).put("result_count", page.size());
        if (from + size < all.size()) {
            meta.put("next_token", Integer.toString(from + size));
        }
        return answer;
    }

    synchronized ObjectNode counts(Settings settings) {
        ObjectNode answer = Json.object();
        answer.putObject("data")
                .put("all_project_client_apps", Integer.toString(byId.size()))
                .put("cap_per_client_app", Integer.toString(settings.rules()));
        return answer;
    }

    /** Adds or deletes, or only says what would come of it. */
    synchronized ObjectNode change(Request request, Settings settings) {
        boolean dry = Boolean.parseBoolean(request.parameter("dry_run", "false"));
        if (Boolean.parseBoolean(request.parameter("delete_all", "false"))) {
            return deleted(List.copyOf(byId.keySet()), 0, dry);
        }
        ObjectNode body = Json.object(request.body());
        if (body.has("add") == body.has("delete")) {
            throw Refused.invalid("Exactly one of add and delete must be given.");
        }
        return body.has("add") ? add(body.path("add"), settings, dry) : delete(body.path("delete"), dry);
    }

    /** For a server that starts again. */
    synchronized ArrayNode saved() {
        ArrayNode all = Json.object().putArray("rules");
        byId.values().forEach(rule -> all.add(rule.json()));
        return all;
    }

    synchronized void restore(JsonNode saved) {
        for (JsonNode one : saved) {
            String value = one.path("value").asText();
            put(new Rule(one.path("id").asText(), value, one.path("tag").asText(), RuleParser.parse(value), 0));
            nextId++;
        }
    }

    private ObjectNode add(JsonNode wanted, Settings settings, boolean dry) {
        List<Rule> made = new ArrayList<>();
        List<ObjectNode> errors = new ArrayList<>();
        Set<String> values = new HashSet<>();
        byId.values().forEach(rule -> values.add(rule.value()));
        for (JsonNode one : wanted) {
            String value = one.path("value").asText().trim();
            Optional<Rule> same = byId.values().stream()
                    .filter(rule -> rule.value().equals(value))
                    .findFirst();
            if (!values.add(value)) {
                ObjectNode error = problem("DuplicateRule", "duplicate-rules", value);
                same.ifPresent(rule -> error.put("id", rule.id()));
                errors.add(error);
            } else if (byId.size() + made.size() >= settings.rules()) {
                errors.add(problem("RulesCapExceeded", "rule-cap", value));
            } else {
                make(value, one.path("tag").asText(), settings, made, errors);
            }
        }
        if (dry) {
            nextId -= made.size();
        } else {
            made.forEach(this::put);
        }
        ObjectNode answer = Json.object();
        if (!made.isEmpty()) {
            ArrayNode data = answer.putArray("data");
            made.forEach(rule -> data.add(rule.json()));
        }
        answer.putObject("meta")
                .put("sent", sent())
                .putObject("summary")
                .put("created", made.size())
                .put("not_created", errors.size())
                .put("valid", made.size())
                .put("invalid", errors.size());
        if (!errors.isEmpty()) {
            ArrayNode list = answer.putArray("errors");
            errors.forEach(list::add);
        }
        return answer;
    }

    private void make(String value, String tag, Settings settings, List<Rule> made, List<ObjectNode> errors) {
        try {
            if (value.length() > settings.ruleLength()) {
                throw new IllegalArgumentException(
                        "Rules must be no longer than " + settings.ruleLength() + " characters");
            }
            Predicate<Post> matches = RuleParser.parse(value);
            long from = System.currentTimeMillis() + settings.ruleDelayMillis();
            made.add(new Rule(Long.toString(nextId++), value, tag, matches, from));
        } catch (IllegalArgumentException e) {
            ObjectNode error = problem("UnprocessableEntity", "invalid-rules", value);
            error.putArray("details").add(e.getMessage());
            errors.add(error);
        }
    }

    private ObjectNode delete(JsonNode which, boolean dry) {
        List<String> ids = new ArrayList<>();
        int missing = 0;
        for (JsonNode id : which.path("ids")) {
            if (byId.containsKey(id.asText())) {
                ids.add(id.asText());
            } else {
                missing++;
            }
        }
        for (JsonNode value : which.path("values")) {
            int before = ids.size();
            byId.values().stream()
                    .filter(rule -> rule.value().equals(value.asText()))
                    .forEach(rule -> ids.add(rule.id()));
            missing += ids.size() == before ? 1 : 0;
        }
        return deleted(ids, missing, dry);
    }

    private ObjectNode deleted(List<String> ids, int missing, boolean dry) {
        if (!dry) {
            byId.keySet().removeAll(ids);
        }
        ObjectNode answer = Json.object();
        answer.putObject("meta")
                .put("sent", sent())
                .putObject("summary")
                .put("deleted", ids.size())
                .put("not_deleted", missing);
        if (missing > 0) {
            answer.putArray("errors").add(problem("Invalid Request", "invalid-request", "a rule that is not there"));
        }
        return answer;
    }

    private void put(Rule rule) {
        byId.put(rule.id(), rule);
    }

    private static ObjectNode problem(String title, String type, String value) {
        return Json.object().put("value", value).put("title", title).put("type", PROBLEMS + type);
    }

    private static String sent() {
        return java.time.Instant.now().toString();
    }
}
