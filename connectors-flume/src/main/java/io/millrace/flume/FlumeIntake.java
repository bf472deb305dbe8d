package io.millrace.flume;

import io.millrace.api.ConnectorException;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.JdkZlibEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running receiver: its doors, its connections and its threads. */
final class FlumeIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(FlumeIntake.class);
    private static final int NETWORK_THREADS = 2;
    private static final int BACKLOG = 1_024;
    private static final long CLOSE_SECONDS = 10;

    private final Options options;
    private final Limits limits;
    private final Optional<SslContext> tls;
    private final Refusals refusals = new Refusals();
    private final WaitingBytes waiting;
    private final Connections connections;
    private final Puts puts;
    private final EventLoopGroup network;
    private final List<Channel> doors = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private boolean closed;

    private FlumeIntake(Options options, Inbox inbox) {
        this.options = options;
        this.limits = Limits.of(options);
        this.tls = Tls.server(options);
        this.waiting = new WaitingBytes(limits.waitingBytes());
        this.connections = new Connections(options, limits, refusals);
        this.puts = new Puts(new Pace(inbox, waiting), options, limits, waiting, refusals);
        this.network = new MultiThreadIoEventLoopGroup(
                NETWORK_THREADS, new DefaultThreadFactory("millrace-flume-network", true), NioIoHandler.newFactory());
    }

    static FlumeIntake start(Options options, Inbox inbox) {
        FlumeIntake intake = new FlumeIntake(options, inbox);
        try {
            Listener.of(options).forEach(intake::open);
        } catch (RuntimeException e) {
            intake.close();
            throw e;
        }
        LOG.info("Taking in events of Flume at {}", intake.addresses);
        return intake;
    }

    @Override
    public List<String> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public Map<String, Long> refused() {
        return refusals.counts();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        doors.forEach(door -> door.close().awaitUninterruptibly());
        puts.close();
        connections.close();
        network.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        LOG.info("Takes in events of Flume no more at {}", addresses);
    }

    Refusals refusals() {
        return refusals;
    }

    /** The memory that requests hold now. */
    long waitingBytes() {
        return waiting.held();
    }

    private void open(Listener listener) {
        InetAddress address = Networks.address(listener.bind());
        ServerBootstrap server = new ServerBootstrap()
                .group(network)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (connections.admit(channel)) {
                            fill(channel.pipeline(), listener.protocol());
                        }
                    }
                });
        Channel door = bind(server, address, listener.ports());
        doors.add(door);
        InetSocketAddress bound = (InetSocketAddress) door.localAddress();
        String host = bound.getAddress().getHostAddress();
        addresses.add(listener.protocol().word() + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + bound.getPort());
    }

    /** Compressed is what was encrypted before: so do Flume's clients. */
    private void fill(ChannelPipeline pipeline, Protocol protocol) {
        if (protocol == Protocol.AVRO && options.value(InputOptions.COMPRESSION) == Compression.DEFLATE) {
            pipeline.addLast(new JdkZlibEncoder(), new JdkZlibDecoder(0));
        }
        tls.ifPresent(context ->
                pipeline.addLast(context.newHandler(pipeline.channel().alloc())));
        Patience patience = new Patience(limits, refusals);
        FrameDecoder decoder = new FrameDecoder(protocol, tls.isPresent(), limits, waiting, patience);
        Wire wire = protocol == Protocol.AVRO ? new AvroWire(puts) : new ThriftWire(puts);
        pipeline.addLast(
                patience, decoder, new Requests(wire, decoder, patience, connections, puts, waiting, refusals));
    }

    private static Channel bind(ServerBootstrap server, InetAddress address, Ports ports) {
        @Nullable Throwable last = null;
        for (int port = ports.first(); port <= ports.last(); port++) {
            ChannelFuture bound = server.bind(address, port).awaitUninterruptibly();
            if (bound.isSuccess()) {
                return bound.channel();
            }
            last = bound.cause();
        }
        throw ConnectorException.settings(
                "Option 'port' asks for " + ports + " at " + address.getHostAddress() + ", but none can be had there ("
                        + (last == null ? "none tried" : last.getMessage())
                        + "); name a free port, a range, or 0 for any",
                last == null ? new IllegalStateException("no port") : last);
    }
}
