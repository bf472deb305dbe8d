package io.millrace.cli.pipeline;

import static org.apache.spark.sql.functions.udf;

import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.UDTEncoder;
import org.apache.spark.sql.expressions.SparkUserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.UserDefinedType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** SQL's way into the vectors that models add to rows: what Spark has in its API alone, under the same name. */
final class VectorFunctions {
    private VectorFunctions() {}

    /** {@code vector_to_array}, which takes vectors and nothing else. */
    static void register(SparkSession spark) {
        UDF1<@Nullable Vector, double @Nullable []> toArray = vector -> vector == null ? null : vector.toArray();
        SparkUserDefinedFunction any =
                (SparkUserDefinedFunction) udf(toArray, DataTypes.createArrayType(DataTypes.DoubleType, false));
        @SuppressWarnings("unchecked") // it is the type of vectors
        UserDefinedType<Vector> type = (UserDefinedType<Vector>) SQLDataTypes.VectorType();
        @SuppressWarnings("unchecked")
        Class<? extends UserDefinedType<?>> typeClass = (Class<? extends UserDefinedType<?>>) type.getClass();
        Option<Encoder<?>> vectors = Option.apply(new UDTEncoder<>(type, typeClass));
        var unused = spark.udf()
                .register(
                        "vector_to_array",
                        any.copy(
                                any.f(),
                                any.dataType(),
                                CollectionConverters.asScala(List.of(vectors)).toSeq(),
                                any.outputEncoder(),
                                any.givenName(),
                                any.nullable(),
                                any.deterministic()));
    }
}
