package io.millrace.hbase;

import io.millrace.testkit.OutputConformance;

/** A table keeps every rule of an output that is idempotent by row key. */
class HBaseOutputConformanceTest extends OutputConformance implements TablesInHBase {}
