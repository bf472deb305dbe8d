package io.millrace.testkit.example;

import io.millrace.api.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A partitioned log in the memory of this JVM, found by its name, so that a driver and its local executors share it. The
 * connector {@code memory} reads it. Safe for many threads.
 */
public final class MemoryLog {
    private static final Map<String, MemoryLog> LOGS = new ConcurrentHashMap<>();
    private static final AtomicLong INCARNATIONS = new AtomicLong();

    private final String name;
    private final String identity = Long.toString(INCARNATIONS.incrementAndGet());
    private final SortedMap<Integer, Partition> partitions = new TreeMap<>();
    private final Calls<Call> calls = new Calls<>(Call.class);

    /** What the connector does with a log. */
    public enum Call {
        /** The planning side is opened. */
        OPEN,
        /** The start is asked for. */
        START,
        /** A tip is taken. */
        TIP,
        /** A batch is planned. */
        ADVANCE,
        /** New and finished partitions are looked for. */
        DISCOVER,
        /** A range is opened. */
        READ,
        /** An event of a range is read. */
        NEXT,
        /** A tail is opened. */
        TAIL,
        /** An event of a tail is asked for. */
        POLL,
        /** Offsets are told to be done. */
        COMMITTED
    }

    private MemoryLog(String name, int partitions) {
        this.name = name;
        for (int i = 0; i < partitions; i++) {
            addPartition();
        }
    }

    /** Makes an empty log. A log of the same name is gone: this is another incarnation. */
    public static MemoryLog create(String name, int partitions) {
        MemoryLog log = new MemoryLog(name, partitions);
        LOGS.put(name, log);
        return log;
    }

    /** Removes a log, if it is there. */
    public static void delete(String name) {
        LOGS.remove(name);
    }

    static Optional<MemoryLog> find(String name) {
        return Optional.ofNullable(LOGS.get(name));
    }

    /** The name by which the connector finds it. */
    public String name() {
        return name;
    }

    /** What was done with this log. */
    public Calls<Call> calls() {
        return calls;
    }

    /** Appends events to a partition. Their own positions do not count. */
    public synchronized void append(int partition, Event... events) {
        append(partition, Arrays.asList(events));
    }

    /** Appends events to a partition. Their own positions do not count. */
    public synchronized void append(int partition, List<Event> events) {
        events.forEach(partition(partition)::append);
        notifyAll();
    }

    /** Adds an empty partition and answers its number. */
    public synchronized int addPartition() {
        int number = partitions.size();
        partitions.put(number, new Partition(Optional.empty()));
        return number;
    }

    /** Closes a partition for good and opens an empty one that goes on for it; answers the new one's number. */
    public synchronized int replace(int partition) {
        partition(partition).close();
        int number = partitions.size();
        partitions.put(number, new Partition(Optional.of(id(partition))));
        notifyAll();
        return number;
    }

    /** Forgets the oldest events of a partition. */
    public synchronized void dropOldest(int partition, int events) {
        partition(partition).drop(events);
    }

    String identity() {
        return identity;
    }

    String id(int partition) {
        return name + "/" + partition;
    }

    int number(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('/') + 1));
    }

    synchronized Partition partition(int number) {
        Partition partition = partitions.get(number);
        if (partition == null) {
            throw new IllegalArgumentException("Log '" + name + "' has no partition " + number);
        }
        return partition;
    }

    /** The partitions there are, by id. */
    synchronized SortedMap<String, Partition> partitions() {
        SortedMap<String, Partition> byId = new TreeMap<>();
        partitions.forEach((number, partition) -> byId.put(id(number), partition));
        return byId;
    }
}
