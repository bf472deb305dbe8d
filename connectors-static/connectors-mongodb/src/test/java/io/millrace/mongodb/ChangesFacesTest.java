package io.millrace.mongodb;

import io.millrace.testkit.ReadFacesConformance;

/** Reading changes through Spark keeps every rule that collections can show. */
class ChangesFacesTest extends ReadFacesConformance implements LogsOfChanges {}
