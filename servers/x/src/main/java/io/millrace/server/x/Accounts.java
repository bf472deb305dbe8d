package io.millrace.server.x;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All accounts, by their tokens. Safe for many threads. */
final class Accounts {
    private final Map<String, Account> byToken = new ConcurrentHashMap<>();
    private final StateFile state;
    private final long played;

    Accounts(Path directory) throws IOException {
        state = new StateFile(directory);
        played = state.restore(this);
    }

    Account open(String token) {
        return byToken.computeIfAbsent(token, any -> new Account());
    }

    Optional<Account> find(String token) {
        return Optional.ofNullable(byToken.get(token));
    }

    void save() {
        state.save(byToken);
    }

    /** Publishes a post to one account. */
    void publish(String token, String line) {
        open(token).publish(line, post -> state.published(token, post));
    }

    /** Publishes a post to all accounts. */
    void publish(String line) {
        byToken.keySet().forEach(token -> publish(token, line));
    }

    /** Whether anybody is connected. */
    boolean isHeard() {
        return byToken.values().stream().anyMatch(account -> !account.streams().isEmpty());
    }

    /** How many posts the player had published before this start. */
    long played() {
        return played;
    }

    void playedOne() {
        state.played();
    }
}
