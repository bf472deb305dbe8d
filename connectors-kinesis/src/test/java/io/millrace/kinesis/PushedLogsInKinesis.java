package io.millrace.kinesis;

import java.util.Map;

/** What the suites of logs ask, answered by streams that are followed by enhanced fan-out. */
interface PushedLogsInKinesis extends LogsInKinesis {
    @Override
    default Emulator emulator() {
        return Emulator.lite();
    }

    @Override
    default Map<String, String> create(int partitions) {
        Map<String, String> given = LogsInKinesis.super.create(partitions);
        given.putAll(Map.of("consumer", "fanout", "consumerName", "suite", "consumerProtocol", "http1"));
        return given;
    }
}
