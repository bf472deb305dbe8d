package io.millrace.mongodb;

import io.millrace.testkit.StoreFacesConformance;

/** A collection keeps the rules of stores through Spark. */
class MongoStoreFacesTest extends StoreFacesConformance implements CollectionsUnderTest {}
