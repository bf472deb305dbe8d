package io.millrace.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** The handler that closes connections on which nothing is asked; a stream does without it. */
    static final String SILENCE = "silence";

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    /** Nothing from elsewhere, no code but our files, no frame around the page. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Access access;
    private final Assets assets;
    private final Board board;
    private final Followers followers;

    RequestHandler(Access access, Assets assets, Board board, Followers followers) {
        this.access = access;
        this.assets = assets;
        this.board = board;
        this.followers = followers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean isRead =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!request.decoderResult().isSuccess()) {
            text(context, HttpResponseStatus.BAD_REQUEST, "This is no request of HTTP.");
            var unused = context.close();
        } else if (!access.isForThisPage(request)) {
            text(
                    context,
                    HttpResponseStatus.FORBIDDEN,
                    "This page is not for others' names and sites. A name by which"
                            + " browsers may call it goes into the option 'hosts'.");
        } else if (!isRead) {
            text(context, HttpResponseStatus.METHOD_NOT_ALLOWED, "This page is only read.");
        } else {
            read(context, request, new QueryStringDecoder(request.uri()));
        }
    }

    private void read(ChannelHandlerContext context, FullHttpRequest request, QueryStringDecoder uri) {
        String cookie = access.cookieFor(
                uri.parameters().getOrDefault("token", List.of("")).get(0));
        if (cookie != null) {
            welcome(context, cookie);
            return;
        }
        if (!access.isAllowed(request)) {
            text(
                    context,
                    HttpResponseStatus.UNAUTHORIZED,
                    "Open this page with ?token=... once, or send the token as a bearer token.");
            return;
        }
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        switch (uri.path()) {
            case "/events" -> follow(context, isHead);
            case "/panels.json" ->
                json(
                        context,
                        HttpResponseStatus.OK,
                        board.panels().stream().map(Panel::snapshot).collect(Collectors.toList()),
                        isHead);
            case "/metrics" ->
                answer(
                        context,
                        HttpResponseStatus.OK,
                        "text/plain; version=0.0.4; charset=utf-8",
                        MetricsText.of(board, followers.metrics()).getBytes(UTF_8),
                        isHead);
            case "/health" -> health(context, isHead);
            default -> file(context, uri.path(), isHead);
        }
    }

    private void file(ChannelHandlerContext context, String path, boolean isHead) {
        Assets.Asset asset = assets.find(path);
        if (asset == null) {
            text(context, HttpResponseStatus.NOT_FOUND, "There is no such page.");
        } else {
            answer(context, HttpResponseStatus.OK, asset.type(), asset.bytes(), isHead);
        }
    }

    private void health(ChannelHandlerContext context, boolean isHead) {
        long failed = QueryBeans.failed();
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", failed == 0 ? "up" : "failed");
        health.put("failedQueries", failed);
        health.put("panels", board.panels().size());
        health.put("clients", followers.metrics().following());
        json(context, failed == 0 ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, health, isHead);
    }

    private void follow(ChannelHandlerContext context, boolean isHead) {
        if (!followers.isWelcome()) {
            text(
                    context,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "There are too many pages already; see the option 'maxClients'.");
            return;
        }
        if (isHead) {
            answer(context, HttpResponseStatus.OK, "text/event-stream", new byte[0], true);
            return;
        }
        DefaultHttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        secure(response.headers()).set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream");
        HttpUtil.setTransferEncodingChunked(response, true);
        context.pipeline().remove(SILENCE);
        var unused = context.write(response);
        followers.join(context.channel());
    }

    /** Takes the token out of the browser's address line. */
    private static void welcome(ChannelHandlerContext context, String cookie) {
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SEE_OTHER, Unpooled.EMPTY_BUFFER);
        secure(response.headers())
                .set(HttpHeaderNames.LOCATION, "/")
                .set(HttpHeaderNames.SET_COOKIE, cookie)
                .set(HttpHeaderNames.CONTENT_LENGTH, 0);
        var unused = context.writeAndFlush(response);
    }

    private static void json(ChannelHandlerContext context, HttpResponseStatus status, Object value, boolean isHead) {
        answer(context, status, "application/json", Json.bytes(value), isHead);
    }

    private static void text(ChannelHandlerContext context, HttpResponseStatus status, String sentence) {
        answer(context, status, "text/plain; charset=utf-8", (sentence + "\n").getBytes(UTF_8), false);
    }

    private static void answer(
            ChannelHandlerContext context, HttpResponseStatus status, String type, byte[] body, boolean isHead) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        secure(response.headers())
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        var unused = context.writeAndFlush(response);
    }

    private static HttpHeaders secure(HttpHeaders headers) {
        return headers.set("Content-Security-Policy", POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Resource-Policy", "same-origin")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        if (context.channel().isWritable()) {
            followers.writable(context.channel());
        }
        super.channelWritabilityChanged(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A connection to the dashboard is closed", cause);
        var unused = context.close();
    }
}
