package io.millrace.hbase;

import io.millrace.testkit.WriteFacesConformance;

/** Spark writes tables by every rule. */
class HBaseFacesConformanceTest extends WriteFacesConformance implements TablesInHBase {}
