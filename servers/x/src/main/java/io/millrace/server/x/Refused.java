package io.millrace.server.x;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that is answered with an error, in the shape that X gives it. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final String PROBLEMS = "https://api.x.com/2/problems/";

    private final int status;
    private final String body;

    Refused(int status, String body) {
        super(body, null, false, false);
        this.status = status;
        this.body = body;
    }

    static Refused because(int status, String title, String problem, String detail) {
        ObjectNode body = Json.object();
        body.put("title", title).put("detail", detail).put("type", PROBLEMS + problem);
        body.put("status", status);
        return new Refused(status, Json.text(body));
    }

    static Refused invalid(String detail) {
        return because(400, "Invalid Request", "invalid-request", detail);
    }

    static Refused tooManyRequests() {
        return because(429, "Too Many Requests", "too-many-requests", "Too Many Requests");
    }

    /** What is told to who comes while the connection of the account is taken. */
    static Refused tooManyConnections() {
        ObjectNode body = Json.object();
        body.put("title", "ConnectionException")
                .put("detail", "This stream is currently at the maximum allowed connection limit.")
                .put("connection_issue", "TooManyConnections")
                .put("type", PROBLEMS + "streaming-connection");
        return new Refused(429, Json.text(body));
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }
}
