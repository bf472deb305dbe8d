/**
 * Real servers for tests, demo and benchmarks: each runs in a process of its own, so that it can be killed, paused and
 * restarted as in life. Nothing here is a mock, and nothing but {@link
 * io.millrace.testkit.server.KeepServerLogs} needs JUnit.
 *
 * <p>{@link io.millrace.testkit.server.ServerProcess} is the base; {@link
 * io.millrace.testkit.server.KafkaServer}, {@link io.millrace.testkit.server.FlumeAgent}, {@link
 * io.millrace.testkit.server.SparkCluster} and {@link io.millrace.testkit.server.ChildJvm} are made of it. {@link
 * io.millrace.testkit.server.TcpProxy} stands between a client and a server and breaks their connections.
 */
@NullMarked
package io.millrace.testkit.server;

import org.jspecify.annotations.NullMarked;
