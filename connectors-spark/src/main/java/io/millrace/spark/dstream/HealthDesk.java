package io.millrace.spark.dstream;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.util.RpcUtils;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/** Where the receivers of a context tell how they are: a desk on the driver. Safe for many threads. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class HealthDesk implements ThreadSafeRpcEndpoint {
    private static final Map<StreamingContext, HealthDesk> DESKS = Collections.synchronizedMap(new WeakHashMap<>());
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final RpcEnv rpcEnv;
    private final String name;
    private final ConcurrentSkipListMap<Integer, ReceiverHealth> latest = new ConcurrentSkipListMap<>();

    private HealthDesk(RpcEnv rpcEnv) {
        this.rpcEnv = rpcEnv;
        this.name = "millrace-health-" + COUNT.incrementAndGet();
    }

    /** The desk of a context, opened if there is none yet. */
    static HealthDesk open(StreamingContext context) {
        return DESKS.computeIfAbsent(context, key -> {
            HealthDesk desk = new HealthDesk(key.env().rpcEnv());
            desk.rpcEnv.setupEndpoint(desk.name, desk);
            return desk;
        });
    }

    /** What the receivers of a context told last, in the order of their numbers. */
    static List<ReceiverHealth> latest(StreamingContext context) {
        HealthDesk desk = DESKS.get(context);
        return desk == null ? List.of() : List.copyOf(desk.latest.values());
    }

    /** Where receivers find it. */
    String name() {
        return name;
    }

    /** Finds a desk from an executor. */
    static RpcEndpointRef find(String name) {
        SparkEnv env = SparkEnv.get();
        return RpcUtils.makeDriverRef(name, env.conf(), env.rpcEnv());
    }

    @Override
    public RpcEnv rpcEnv() {
        return rpcEnv;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receive() {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(Object message) {
                return message instanceof ReceiverHealth;
            }

            @Override
            public BoxedUnit apply(Object message) {
                ReceiverHealth health = (ReceiverHealth) message;
                latest.put(health.receiver(), health);
                return BoxedUnit.UNIT;
            }
        };
    }
}
