package io.millrace.flume;

import io.millrace.api.Options;
import io.netty.channel.Channel;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may be connected, and how many at once. When all places are taken, a newcomer takes that of the connection that has been
 * there longest without ever sending a request. Safe for many threads.
 */
final class Connections {
    private final long limit;
    private final Optional<List<IpSubnetFilterRule>> allow;
    private final Optional<List<IpSubnetFilterRule>> deny;
    private final Refusals refusals;
    private final Set<Channel> all = new HashSet<>();
    private final Set<Channel> strangers = new LinkedHashSet<>();

    Connections(Options options, Limits limits, Refusals refusals) {
        this.limit = limits.connections();
        this.allow = options.find(InputOptions.ALLOW);
        this.deny = options.find(InputOptions.DENY);
        this.refusals = refusals;
    }

    /** Lets a connection in, or closes it and answers false. */
    boolean admit(Channel channel) {
        if (!isAllowed(channel)) {
            return refuse(channel, Refusals.Reason.DENIED, "the address is not among those that may connect");
        }
        Channel yields = null;
        synchronized (this) {
            if (all.size() >= limit) {
                yields = strangers.stream().findFirst().orElse(null);
                if (yields == null) {
                    return refuse(channel, Refusals.Reason.CONNECTIONS, "all " + limit + " connections are in use");
                }
                leave(yields);
            }
            all.add(channel);
            strangers.add(channel);
        }
        channel.closeFuture().addListener(closed -> leave(channel));
        close(yields);
        return true;
    }

    /** The connection has sent a request, and keeps its place. */
    synchronized void known(Channel channel) {
        strangers.remove(channel);
    }

    /** Closes all connections, and waits until they are. */
    void close() {
        List<Channel> open;
        synchronized (this) {
            open = List.copyOf(all);
        }
        open.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    private void close(@Nullable Channel channel) {
        if (channel != null) {
            var unused = refuse(
                    channel,
                    Refusals.Reason.CONNECTIONS,
                    "all " + limit + " connections are in use, and this one has sent no request");
        }
    }

    private synchronized void leave(Channel channel) {
        all.remove(channel);
        strangers.remove(channel);
    }

    private boolean isAllowed(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                && deny.stream().noneMatch(networks -> Networks.anyHas(networks, address))
                && allow.stream().allMatch(networks -> Networks.anyHas(networks, address));
    }

    private boolean refuse(Channel channel, Refusals.Reason reason, String why) {
        refusals.count(reason, channel.remoteAddress(), why, null);
        var unused = channel.close();
        return false;
    }
}
