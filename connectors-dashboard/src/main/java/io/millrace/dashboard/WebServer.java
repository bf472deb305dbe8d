package io.millrace.dashboard;

import io.millrace.api.ConnectorException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page's server: Spark's Netty, and one thread on which all clients are served and told of changes. Memory is bounded by the
 * numbers of connections and of what may wait for each.
 */
final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    /** Requests have no body, and heads of a few hundred bytes. */
    private static final int MOST_BYTES_OF_A_REQUEST = 8 * 1024;
    /** What may wait for a client before it is told no more, and how far that must sink before it is told all anew. */
    private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(64 * 1024, 1024 * 1024);
    /** Browsers open a few connections beside that of the stream. */
    private static final int CONNECTIONS_PER_CLIENT = 4;

    private static final int SILENCE_SECONDS = 30;

    private final ServerSettings settings;
    private final EventLoopGroup network = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("millrace-dashboard", true), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Followers followers;
    private final Board board;
    private volatile @Nullable Channel door;

    private WebServer(ServerSettings settings) {
        this.settings = settings;
        this.followers = new Followers(network.next(), settings);
        this.board = new Board(followers::changed, followers::added);
        followers.follow(board);
    }

    /**
     * Listens at the first free port.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if none is free
     */
    static WebServer start(ServerSettings settings) {
        WebServer server = new WebServer(settings);
        try {
            server.listen();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    Board board() {
        return board;
    }

    URI address() {
        InetSocketAddress bound =
                (InetSocketAddress) Objects.requireNonNull(door, "door").localAddress();
        String host = bound.getAddress().isAnyLocalAddress()
                ? "localhost"
                : bound.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort() + "/");
    }

    @Override
    public void close() {
        board.close();
        boolean isShut = connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS)
                && network.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        if (!isShut) {
            LOG.warn("The dashboard's connections did not close in time");
        }
    }

    private void listen() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(network)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
                .childHandler(new Connection());
        Throwable failure = null;
        for (int port : settings.ports()) {
            ChannelFuture bound = bootstrap
                    .bind(new InetSocketAddress(settings.address(), port))
                    .awaitUninterruptibly();
            if (bound.isSuccess()) {
                connections.add(bound.channel());
                door = bound.channel();
                return;
            }
            failure = bound.cause();
        }
        throw new ConnectorException(
                ConnectorException.Kind.SETTINGS,
                "The page cannot be served at '" + settings.host() + "', port " + settings.ports()
                        + "; name another port in the option 'port', or 0 for any that is free",
                failure);
    }

    /** What each connection goes through. */
    @ChannelHandler.Sharable
    private final class Connection extends ChannelInitializer<NioSocketChannel> {
        private final Access access = new Access(settings);
        private final Assets assets = Assets.load();

        @Override
        protected void initChannel(NioSocketChannel channel) {
            if (connections.size() > (long) CONNECTIONS_PER_CLIENT * settings.maxClients() + 16) {
                var unused = channel.close();
                return;
            }
            connections.add(channel);
            channel.pipeline()
                    .addLast(new WriteTimeoutHandler(SILENCE_SECONDS))
                    .addLast(RequestHandler.SILENCE, new ReadTimeoutHandler(SILENCE_SECONDS))
                    .addLast(new HttpServerCodec(
                            MOST_BYTES_OF_A_REQUEST, MOST_BYTES_OF_A_REQUEST, MOST_BYTES_OF_A_REQUEST))
                    .addLast(new HttpServerKeepAliveHandler())
                    .addLast(new HttpObjectAggregator(MOST_BYTES_OF_A_REQUEST))
                    .addLast(new RequestHandler(access, assets, board, followers));
        }
    }
}
