package io.millrace.mongodb;

/** The kinds of column types, in the words of Spark's DDL. */
enum Kind {
    BOOLEAN,
    TINYINT,
    SMALLINT,
    INT,
    BIGINT,
    FLOAT,
    DOUBLE,
    DECIMAL,
    STRING,
    BINARY,
    DATE,
    TIMESTAMP,
    TIMESTAMP_NTZ,
    STRUCT,
    ARRAY,
    MAP;

    boolean isWhole() {
        return this == TINYINT || this == SMALLINT || this == INT || this == BIGINT;
    }

    boolean isNumber() {
        return isWhole() || this == FLOAT || this == DOUBLE || this == DECIMAL;
    }
}
