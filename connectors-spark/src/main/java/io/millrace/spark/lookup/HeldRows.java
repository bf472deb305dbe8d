package io.millrace.spark.lookup;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.encoders.AgnosticExpressionPathEncoder;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * Shows a function the rows of a Dataset as Spark holds them, and takes such rows from it.
 *
 * @param schema the columns
 */
@SuppressWarnings("deprecation") // Spark's only door to an encoder of one's own; it names no other
record HeldRows(StructType schema) implements AgnosticExpressionPathEncoder<HeldRow> {
    private static final Seq<Expression> NONE = seq(List.of());

    @Override
    public Expression toCatalyst(Expression held) {
        Expression row = new Invoke(held, "row", schema, NONE, seq(List.of()), true, false, true);
        return struct(row);
    }

    @Override
    public Expression fromCatalyst(Expression row) {
        return new StaticInvoke(
                HeldRow.class,
                new ObjectType(HeldRow.class),
                "copyOf",
                seq(List.of(struct(row))),
                seq(List.of()),
                true,
                false,
                true,
                Option.empty());
    }

    private Expression struct(Expression row) {
        List<Expression> parts = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            parts.add(Literal.create(schema.fields()[i].name(), DataTypes.StringType));
            parts.add(new GetStructField(row, i, Option.empty()));
        }
        return new CreateNamedStruct(seq(parts));
    }

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    @Override
    public boolean isPrimitive() {
        return false;
    }

    @Override
    public boolean nullable() {
        return false;
    }

    @Override
    public boolean isStruct() {
        return true;
    }

    @Override
    public DataType dataType() {
        return schema;
    }

    @Override
    public ClassTag<HeldRow> clsTag() {
        return ClassTag.apply(HeldRow.class);
    }
}
