package io.millrace.testkit.example;

import io.millrace.testkit.PushConformance;

/** The smallest push source keeps every rule. */
class TcpLinesTest extends PushConformance implements TcpLinesUnderTest {}
