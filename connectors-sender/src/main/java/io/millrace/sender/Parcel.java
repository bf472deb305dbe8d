package io.millrace.sender;

/**
 * A batch as it goes over the wire, with its identity if it has one. It may be sent again, also by another process.
 *
 * @param frame the request
 * @param events how many events it holds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Parcel(byte[] frame, int events) {}
