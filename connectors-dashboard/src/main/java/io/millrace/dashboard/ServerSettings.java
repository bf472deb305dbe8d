package io.millrace.dashboard;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.api.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How the page is served. One query of an application starts it, and the others say the same or nothing.
 *
 * @param given the options of a query
 */
record ServerSettings(Options given) {
    private static final int SHORTEST_TOKEN = 16;
    private static final List<Option<?>> OF_ALL_QUERIES = List.of(
            DashboardOptions.HEADING,
            DashboardOptions.HOST,
            DashboardOptions.PORT,
            DashboardOptions.TOKEN,
            DashboardOptions.HOSTS,
            DashboardOptions.MAX_CLIENTS);

    /**
     * The settings that a query gives.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if strangers could see the page
     */
    static ServerSettings of(Options options) {
        ServerSettings settings = new ServerSettings(options);
        String token = settings.token();
        if (token.isEmpty() && !settings.address().isLoopbackAddress()) {
            throw ConnectorException.settings(
                    "Option 'host'='" + settings.host()
                            + "' lets other machines see the page, so it needs the option 'token', which browsers must then know");
        }
        if (options.has(DashboardOptions.TOKEN) && token.length() < SHORTEST_TOKEN) {
            throw ConnectorException.settings(
                    "Option 'token' is too easily guessed; give it " + SHORTEST_TOKEN + " characters or more");
        }
        return settings;
    }

    String heading() {
        return given.find(DashboardOptions.HEADING).orElse("Millrace");
    }

    String host() {
        return given.value(DashboardOptions.HOST);
    }

    InetAddress address() {
        try {
            return InetAddress.getByName(host());
        } catch (UnknownHostException e) {
            throw ConnectorException.settings(
                    "Option 'host'='" + host() + "' is no address here; name one of the driver's, or leave it out", e);
        }
    }

    /** The ports that may be taken, first come first served. */
    List<Integer> ports() {
        return given.find(DashboardOptions.PORT)
                .map(port -> List.of(port.intValue()))
                .orElseGet(() -> IntStream.range(4400, 4416).boxed().toList());
    }

    /** What clients must know; empty if nothing. */
    String token() {
        return given.find(DashboardOptions.TOKEN).map(Secret::reveal).orElse("");
    }

    List<String> hosts() {
        return given.find(DashboardOptions.HOSTS).orElse(List.of());
    }

    int maxClients() {
        return given.value(DashboardOptions.MAX_CLIENTS).intValue();
    }

    /** Refuses what another query of the application wants otherwise. */
    void requireSame(ServerSettings other, String where) {
        for (Option<?> option : OF_ALL_QUERIES) {
            boolean isSame = Objects.equals(given.find(option), other.given.find(option));
            if (other.given.has(option) && !isSame) {
                throw ConnectorException.settings("Option '" + option.name()
                        + "' is another one than that of the query that started the page at " + where
                        + ", which all queries of an application share; give the same, or leave it out");
            }
        }
    }
}
