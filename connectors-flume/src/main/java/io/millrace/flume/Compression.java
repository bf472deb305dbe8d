package io.millrace.flume;

/** How Avro clients compress. Thrift's never do. */
enum Compression {
    NONE,
    DEFLATE
}
