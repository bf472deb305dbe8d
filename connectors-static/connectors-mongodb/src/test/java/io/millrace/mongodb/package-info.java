/** Tests of the connector of MongoDB. */
@NullMarked
package io.millrace.mongodb;

import org.jspecify.annotations.NullMarked;
