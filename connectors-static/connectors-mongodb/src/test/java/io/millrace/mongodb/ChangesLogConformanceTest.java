package io.millrace.mongodb;

import io.millrace.testkit.LogConformance;

/** Changes keep every rule of a log that collections can show. */
class ChangesLogConformanceTest extends LogConformance implements LogsOfChanges {}
