package io.millrace.mongodb;

/**
 * A document as it came over the wire, undecoded.
 *
 * @param bytes holds it from the first byte on; owned, never changed
 * @param size how many of them it takes
 */
record BsonBytes(byte[] bytes, int size) {}
