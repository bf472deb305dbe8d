package io.millrace.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.util.NetUtil;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the page. A page of another site may not, whatever its browser can reach: requests must call the page by an
 * address, by {@code localhost} or by a name that the user gave, so that no foreign name can be made to point here, and must
 * not come from another site's page. Whoever must know the token sends it, or the cookie that he got for it. Safe for many
 * threads.
 */
final class Access {
    private static final String BEARER = "Bearer ";
    private static final String COOKIE = "millrace-dashboard";

    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final String token;
    private final String pass;

    Access(ServerSettings settings) {
        names.add("localhost");
        names.add(settings.host());
        names.addAll(settings.hosts());
        token = settings.token();
        pass = hash("millrace dashboard " + token);
    }

    /** Whether the request calls the page by one of its names, and no other site's page has made it. */
    boolean isForThisPage(HttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST);
        if (host == null || !isOurs(host)) {
            return false;
        }
        String site = request.headers().get("Sec-Fetch-Site");
        boolean isNavigation = "navigate".equals(request.headers().get("Sec-Fetch-Mode"));
        return site == null || site.equals("same-origin") || site.equals("none") || isNavigation;
    }

    /** Whether the request shows the token, if one is needed. */
    boolean isAllowed(HttpRequest request) {
        if (token.isEmpty()) {
            return true;
        }
        String bearer = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        return (bearer != null && bearer.startsWith(BEARER) && isSame(bearer.substring(BEARER.length()), token))
                || isSame(cookie(request), pass);
    }

    /** The cookie for a browser that shows the token in its request; null if it does not. */
    @Nullable
    String cookieFor(@Nullable String shown) {
        return !token.isEmpty() && isSame(shown, token)
                ? COOKIE + "=" + pass + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"
                : null;
    }

    private boolean isOurs(String host) {
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        return NetUtil.isValidIpV4Address(bare) || NetUtil.isValidIpV6Address(bare) || names.contains(name);
    }

    private static @Nullable String cookie(HttpRequest request) {
        String header = request.headers().get(HttpHeaderNames.COOKIE);
        if (header == null) {
            return null;
        }
        return ServerCookieDecoder.STRICT.decode(header).stream()
                .filter(cookie -> cookie.name().equals(COOKIE))
                .map(Cookie::value)
                .findFirst()
                .orElse(null);
    }

    /** Takes as long for a wrong guess as for a right one. */
    private static boolean isSame(@Nullable String shown, String expected) {
        return shown != null && MessageDigest.isEqual(shown.getBytes(UTF_8), expected.getBytes(UTF_8));
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
