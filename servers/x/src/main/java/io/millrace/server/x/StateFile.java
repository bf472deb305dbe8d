package io.millrace.server.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** What the server knows after it was killed: accounts, the posts that were published, and how far the player was. */
final class StateFile {
    private static final String PLAYED = "played";

    private final Path accounts;
    private final Path posts;
    private final Writer writer;

    StateFile(Path directory) throws IOException {
        Files.createDirectories(directory);
        accounts = directory.resolve("accounts.json");
        posts = directory.resolve("posts");
        writer = Files.newBufferedWriter(posts, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes down a post. */
    void published(String token, Timeline.Kept post) {
        write(token + " " + post.millis() + " " + post.line());
    }

    /** Writes down that the player has published one. */
    void played() {
        write(PLAYED);
    }

    synchronized void save(Map<String, Account> all) {
        ObjectNode root = Json.object();
        all.forEach((token, account) -> {
            ObjectNode saved = root.putObject(token);
            saved.set("settings", account.given());
            saved.set("rules", account.rules().saved());
        });
        try {
            Path draft = accounts.resolveSibling("accounts.draft");
            Files.writeString(draft, Json.text(root));
            Files.move(draft, accounts, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills in what was saved, and answers how many posts the player has published. */
    long restore(Accounts all) throws IOException {
        if (Files.exists(accounts)) {
            for (Map.Entry<String, JsonNode> one :
                    Json.object(Files.readString(accounts)).properties()) {
                Account account = all.open(one.getKey());
                account.set((ObjectNode) one.getValue().path("settings"));
                account.rules().restore(one.getValue().path("rules"));
            }
        }
        long played = 0;
        try (var reader = Files.newBufferedReader(posts)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split(" ", 3);
                if (line.equals(PLAYED)) {
                    played++;
                } else if (parts.length == 3 && parts[2].endsWith("}")) {
                    all.open(parts[0]).keep(new Timeline.Kept(Long.parseLong(parts[1]), parts[2]));
                }
            }
        }
        return played;
    }

    private synchronized void write(String line) {
        try {
            writer.write(line + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
