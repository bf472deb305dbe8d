package io.millrace.testkit.example;

import io.millrace.testkit.LookupConformance;

/** Look-ups in memory keep every rule. */
class MemoryLookupTest extends LookupConformance implements LookupsInMemory {}
