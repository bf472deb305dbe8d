package io.millrace.server.x;

import java.util.Locale;

/**
 * What a test or a demo tells the server, which X has nothing of: {@code PUT /control/TOKEN} makes an account or changes its {@link
 * Settings}, {@code GET} tells what it did, and {@code POST /control/TOKEN/posts}, {@code .../answers}, {@code .../cut?how=},
 * {@code .../stall?on=} and {@code .../raw} publish posts and let things go wrong. The token {@code *} stands for all accounts.
 */
final class Control {
    private final Accounts accounts;

    Control(Accounts accounts) {
        this.accounts = accounts;
    }

    String answer(Request request) {
        String[] parts = request.path().split("/", -1);
        String token = parts[2];
        String what = request.method() + " " + (parts.length > 3 ? parts[3] : "");
        switch (what) {
            case "PUT " -> {
                accounts.open(token).set(Json.object(request.body()));
                accounts.save();
            }
            case "GET " -> {
                return Json.text(accounts.open(token).seen());
            }
            case "POST posts" ->
                request.body().lines().filter(line -> !line.isBlank()).forEach(line -> {
                    if (token.equals("*")) {
                        accounts.publish(line);
                    } else {
                        accounts.publish(token, line);
                    }
                });
            case "POST answers" -> accounts.open(token).plan(Json.object(request.body()));
            case "POST cut" -> {
                Cut how = Cut.valueOf(request.parameter("how", "CLOSE").toUpperCase(Locale.ROOT));
                accounts.open(token).streams().forEach(stream -> stream.cutNow(how));
            }
            case "POST stall" -> {
                boolean on = Boolean.parseBoolean(request.parameter("on", "true"));
                accounts.open(token).streams().forEach(stream -> stream.stall(on));
            }
            case "POST raw" -> accounts.open(token).streams().forEach(stream -> stream.raw(request.body()));
            default -> throw Refused.because(404, "Not Found", "resource-not-found", "There is no such control.");
        }
        return "{}";
    }
}
