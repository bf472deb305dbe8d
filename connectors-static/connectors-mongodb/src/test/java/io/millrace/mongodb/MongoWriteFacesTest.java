package io.millrace.mongodb;

import io.millrace.testkit.WriteFacesConformance;

/** Writing to a collection keeps the rules of outputs through Spark. */
class MongoWriteFacesTest extends WriteFacesConformance implements Targets {
    @Override
    public String[] more() {
        return new String[0];
    }
}
