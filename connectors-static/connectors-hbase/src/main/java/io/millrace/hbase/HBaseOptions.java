package io.millrace.hbase;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.hadoop.hbase.client.Durability;

/** The options of HBase: where it is, how a table is mapped, how it is read and written. */
final class HBaseOptions {
    /** What the settings of HBase's own client begin with. */
    static final String CLIENT = "hbase.";
    /** What the names of Avro schemas begin with. */
    static final String AVRO = "avro.";

    static final Option<String> QUORUM = Option.string("hbase.zookeeper.quorum")
            .alias("zookeeper_quorum")
            .doc(
                    "The ZooKeeper servers of HBase, as host:port,host:port. Left out, an hbase-site.xml on the classpath of driver"
                            + " and executors must say it.");

    static final Option<Duration> TIMEOUT = Option.duration("timeout")
            .orElse("2m")
            .check(time -> time.toMillis() >= 1000, "must be at least 1s")
            .doc(
                    "How long HBase may take to answer, all repeats included: while regions move, or a killed server's regions"
                            + " come up elsewhere.");

    static final Option<String> TABLE = Option.string("table")
            .alias("hbase.table")
            .doc("The table, with its namespace before a colon if it is in another than the default one.");

    static final Option<String> MAPPING = Option.string("mapping")
            .alias("hbase.columns.mapping")
            .doc("The columns: names, types and places, such as"
                    + " id STRING :key, name STRING info:name, score DOUBLE info:score ordered.");

    static final Option<String> CATALOG =
            Option.string("catalog").doc("Table and columns in the JSON of hbase-spark and shc.");

    static final Option<Long> SALT_BUCKETS = Option.wholeNumber("saltBuckets")
            .check(buckets -> buckets >= 2 && buckets <= 256, "must be between 2 and 256")
            .doc(
                    "Row keys begin with a byte that spreads them over so many buckets: the CRC-32 of the rest of the key, modulo"
                            + " this number.");

    static final Option<OnMalformed> ON_MALFORMED = Option.oneOf("onMalformed", OnMalformed.class)
            .orElse("fail")
            .doc(
                    "fail: end the query at a cell whose bytes are none of its column's type; null: the column is null there.");

    static final Option<Long> CACHED_ROWS = Option.wholeNumber("cachedRows")
            .alias("hbase.spark.query.cachedrows")
            .check(rows -> rows >= 1 && rows <= Integer.MAX_VALUE, "must be at least 1")
            .doc("How many rows a server sends at once at most; left out, 2 MB of them.");

    static final Option<Boolean> CACHE_BLOCKS = Option.flag("cacheBlocks")
            .alias("hbase.spark.query.cacheblocks")
            .orElse("false")
            .doc("Whether what a scan reads stays in the servers' caches, in place of what others read.");

    static final Option<Long> LOOKUP_BATCH = Option.wholeNumber("lookupBatch")
            .alias("hbase.spark.bulkget.size")
            .orElse("1000")
            .check(rows -> rows >= 1 && rows <= 100_000, "must be between 1 and 100000")
            .doc("How many row keys a look-up asks for at once at most.");

    static final Option<Long> VERSIONS = Option.wholeNumber("versions")
            .alias("hbase.spark.query.maxVersions")
            .orElse("1")
            .check(versions -> versions >= 1 && versions <= Integer.MAX_VALUE, "must be at least 1")
            .doc(
                    "With more than 1, a row comes once for each time at which cells of it were written, newest first, with the cells"
                            + " of that time, and with so many versions of a cell at most.");

    static final Option<Instant> TIME_FROM = Option.instant("timeRange.start")
            .alias("hbase.spark.query.timerange.start")
            .doc("Reads only cells of this time or later.");

    static final Option<Instant> TIME_TO = Option.instant("timeRange.end")
            .alias("hbase.spark.query.timerange.end")
            .doc("Reads only cells of before this time.");

    static final Option<Instant> TIME_AT = Option.instant("timestamp")
            .alias("hbase.spark.query.timestamp")
            .doc("Reads only cells of exactly this time.");

    static final Option<String> TIMESTAMP_COLUMN = Option.string("timestampColumn")
            .alias("version_column")
            .doc(
                    "The column that says at which time a row's cells are written: a TIMESTAMP, or a BIGINT of milliseconds. Left"
                            + " out, it is the time of the epoch.");

    static final Option<String> DELETE_COLUMN = Option.string("deleteColumn")
            .doc("The BOOLEAN column that says of which rows the mapped cells are deleted; of others they are put.");

    static final Option<OnNull> ON_NULL = Option.oneOf("onNull", OnNull.class)
            .alias("null_mode")
            .orElse("skip")
            .doc("skip: a null leaves the cell as it is; delete: a null deletes the cell.");

    static final Option<Long> BUFFER_SIZE = Option.size("bufferSize")
            .alias("write_buffer_size")
            .orElse("4mb")
            .check(size -> size >= 1024, "must be at least 1k")
            .doc("How much each task gathers before it sends.");

    static final Option<Durability> DURABILITY = Option.oneOf("durability", Durability.class)
            .alias("wal_write", java.util.Map.of("true", "use_default", "false", "skip_wal"))
            .orElse("use_default")
            .doc(
                    "How sure a write is before it is acknowledged. With skip_wal, and for a moment with async_wal, a killed"
                            + " server loses what was acknowledged.");

    static final Option<Long> CREATE_REGIONS = Option.wholeNumber("createRegions")
            .alias("newtable")
            .check(regions -> regions >= 1 && regions <= 10_000, "must be between 1 and 10000")
            .doc(
                    "Creates the table, if it is not there, with about so many regions. Without this option a table that is not"
                            + " there is refused.");

    static final Option<String> REGION_START = Option.string("regionStart")
            .orElse("aaaaaaa")
            .doc("Where the first region of a created table ends, as text; salted tables are split between salts.");

    static final Option<String> REGION_END = Option.string("regionEnd")
            .orElse("zzzzzzz")
            .doc("Where the last region of a created table begins, as text.");

    private static final Set<String> CLIENT_SETTINGS = Set.of(
            "client.pause",
            "client.retries.number",
            "client.operation.timeout",
            "client.meta.operation.timeout",
            "client.scanner.timeout.period",
            "client.keyvalue.maxsize",
            "client.max.total.tasks",
            "client.max.perserver.tasks",
            "client.bootstrap.servers",
            "client.registry.impl",
            "client.tls.enabled",
            "rpc.timeout",
            "rpc.protection",
            "rpc.read.timeout",
            "rpc.write.timeout",
            "zookeeper.quorum",
            "zookeeper.property.clientPort",
            "zookeeper.znode.parent",
            "security.authentication",
            "master.kerberos.principal",
            "regionserver.kerberos.principal");

    private static final OptionSet SHARED = OptionSet.of(QUORUM, TIMEOUT, TABLE, MAPPING, CATALOG, SALT_BUCKETS)
            .exactlyOne(TABLE, CATALOG)
            .exactlyOne(MAPPING, CATALOG)
            .passThrough(
                    CLIENT,
                    CLIENT_SETTINGS,
                    "Any setting of HBase's own client; values may be env:NAME or file:PATH, read where they are used.")
            .passThrough(AVRO, Set.of(), "The Avro schema, in JSON, that the mapping or the catalog names.");

    static final OptionSet READ = SHARED.and(OptionSet.of(
                    VERSIONS, TIME_FROM, TIME_TO, TIME_AT, ON_MALFORMED, CACHED_ROWS, CACHE_BLOCKS, LOOKUP_BATCH))
            .atMostOne(TIME_FROM, TIME_AT)
            .atMostOne(TIME_TO, TIME_AT);

    static final OptionSet WRITE = SHARED.and(OptionSet.of(
            TIMESTAMP_COLUMN,
            DELETE_COLUMN,
            ON_NULL,
            BUFFER_SIZE,
            DURABILITY,
            CREATE_REGIONS,
            REGION_START,
            REGION_END));

    /** What becomes of a cell that cannot be read. */
    enum OnMalformed {
        /** The query ends. */
        FAIL,
        /** The column is null. */
        NULL
    }

    /** What becomes of a null. */
    enum OnNull {
        /** The cell stays as it is. */
        SKIP,
        /** The cell is deleted. */
        DELETE
    }

    private HBaseOptions() {}
}
