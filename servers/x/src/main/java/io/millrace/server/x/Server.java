package io.millrace.server.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers requests, each connection on a thread of its own. */
final class Server {
    private static final String STREAM = "/2/tweets/search/stream";
    private static final String RULES = STREAM + "/rules";
    private static final String CONNECTIONS = "/2/connections";

    private final Accounts accounts;
    private final Control control;

    Server(Accounts accounts) {
        this.accounts = accounts;
        this.control = new Control(accounts);
    }

    /** Serves for as long as the process runs. */
    void serve(ServerSocket door) throws IOException {
        while (true) {
            Socket socket = door.accept();
            socket.setTcpNoDelay(true);
            Thread thread = new Thread(() -> serve(socket), "connection");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Exchange exchange = new Exchange(socket);
            while (!socket.isClosed()) {
                answer(exchange, exchange.next());
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private void answer(Exchange exchange, Request request) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        try {
            if (request.path().startsWith("/control/")) {
                exchange.answer(200, headers, control.answer(request));
                return;
            }
            Account account = accounts.find(request.token())
                    .orElseThrow(() -> Refused.because(401, "Unauthorized", "unauthorized", "Unauthorized"));
            account.remember(request);
            JsonNode planned = account.planned(request.path());
            if (planned != null) {
                answer(exchange, planned, headers);
                return;
            }
            if (request.path().equals(STREAM) && request.method().equals("GET")) {
                stream(exchange, request, account, headers);
            } else {
                String body = account(request, account, headers);
                exchange.answer(request.method().equals("POST") ? 201 : 200, headers, body);
            }
        } catch (Refused e) {
            exchange.answer(e.status(), headers, e.body());
        }
    }

    private String account(Request request, Account account, Map<String, String> headers) {
        return switch (request.method() + " " + request.path()) {
            case "GET " + RULES -> {
                count(request, account, headers, 450);
                yield Json.text(account.rules().list(request));
            }
            case "GET " + RULES + "/counts" -> Json.text(account.rules().counts(account.settings()));
            case "POST " + RULES -> {
                count(request, account, headers, 2 * account.settings().connects());
                ObjectNode changed = account.rules().change(request, account.settings());
                accounts.save();
                yield Json.text(changed);
            }
            case "GET " + CONNECTIONS ->
                "{\"data\":[],\"meta\":{\"result_count\":" + account.streams().size() + "}}";
            case "DELETE " + CONNECTIONS + "/all", "DELETE " + CONNECTIONS + "/filtered_stream" -> {
                List<Stream> streams = account.streams();
                streams.forEach(Stream::close);
                yield "{\"data\":{\"killed_connections\":" + streams.size() + "}}";
            }
            default ->
                throw Refused.because(404, "Not Found", "resource-not-found", "There is nothing at this address.");
        };
    }

    private void stream(Exchange exchange, Request request, Account account, Map<String, String> headers)
            throws IOException {
        Settings settings = account.settings();
        count(request, account, headers, settings.connects());
        int minutes = Integer.parseInt(request.parameter("backfill_minutes", "0"));
        if (minutes < 0 || minutes > 5) {
            throw Refused.invalid("The `backfill_minutes` query parameter value is not between 0 and 5");
        }
        if (minutes > settings.backfillMinutes()) {
            throw Refused.because(
                    403,
                    "Forbidden",
                    "client-forbidden",
                    "This account may not ask for so much with backfill_minutes.");
        }
        if (account.rules().isEmpty()) {
            throw Refused.because(409, "ConnectionException", "streaming-connection", "The stream has no rules.");
        }
        List<Stream> others = account.streams();
        boolean taken = others.size() >= settings.connections();
        if (taken && settings.whenTaken() == Settings.WhenTaken.REFUSE) {
            throw Refused.tooManyConnections();
        }
        if (taken && settings.whenTaken() == Settings.WhenTaken.REPLACE) {
            others.get(0).close();
        }
        exchange.begin(headers);
        Stream stream = new Stream(exchange.socket(), account.shape(request), settings);
        if (taken && settings.whenTaken() == Settings.WhenTaken.TELL) {
            stream.raw(Refused.tooManyConnections().body());
            stream.endAfterThis();
            stream.run();
            return;
        }
        account.connect(request, stream);
        Thread writer = new Thread(stream::run, "stream");
        writer.setDaemon(true);
        writer.start();
        try {
            exchange.awaitEnd();
        } finally {
            stream.close();
        }
    }

    private static void count(Request request, Account account, Map<String, String> headers, int most) {
        Window window = account.window(request);
        headers.putAll(window.take(most, account.settings().windowSeconds()));
        if (window.isOver(most)) {
            account.refusedForRate();
            throw Refused.tooManyRequests();
        }
    }

    private static void answer(Exchange exchange, JsonNode planned, Map<String, String> headers) throws IOException {
        if (planned.has("resetInSeconds")) {
            long reset = System.currentTimeMillis() / 1_000
                    + planned.path("resetInSeconds").asLong();
            headers.put("x-rate-limit-limit", "50");
            headers.put("x-rate-limit-remaining", "0");
            headers.put("x-rate-limit-reset", Long.toString(reset));
        }
        int status = planned.path("status").asInt();
        if (status == 0) {
            exchange.socket().close(); // an error of TCP
            return;
        }
        exchange.answer(status, headers, planned.path("body").asText(defaultBody(status)));
    }

    private static String defaultBody(int status) {
        return Refused.because(status, "Planned", "planned", "The test wants it so.")
                .body();
    }
}
