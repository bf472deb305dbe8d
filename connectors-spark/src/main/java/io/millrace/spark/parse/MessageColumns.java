package io.millrace.spark.parse;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.millrace.api.ConnectorException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a message of Protobuf, of the types that Spark's own module gives them. */
final class MessageColumns {
    private MessageColumns() {}

    static StructType of(Descriptor message) {
        return columns(message, List.of());
    }

    private static StructType columns(Descriptor message, List<String> within) {
        if (within.contains(message.getFullName())) {
            throw ConnectorException.settings("The message '" + message.getFullName()
                    + "' contains itself, so that its columns have no end; parse a message without such fields");
        }
        List<String> inner = new ArrayList<>(within);
        inner.add(message.getFullName());
        return new StructType(message.getFields().stream()
                .map(field -> DataTypes.createStructField(field.getName(), type(field, inner), true))
                .toArray(StructField[]::new));
    }

    private static DataType type(FieldDescriptor field, List<String> within) {
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            return DataTypes.createMapType(
                    single(entry.findFieldByNumber(1), within), single(entry.findFieldByNumber(2), within), false);
        }
        DataType single = single(field, within);
        return field.isRepeated() ? DataTypes.createArrayType(single, false) : single;
    }

    private static DataType single(FieldDescriptor field, List<String> within) {
        return switch (field.getJavaType()) {
            case INT -> DataTypes.IntegerType;
            case LONG -> DataTypes.LongType;
            case FLOAT -> DataTypes.FloatType;
            case DOUBLE -> DataTypes.DoubleType;
            case BOOLEAN -> DataTypes.BooleanType;
            case STRING, ENUM -> DataTypes.StringType;
            case BYTE_STRING -> DataTypes.BinaryType;
            case MESSAGE ->
                switch (field.getMessageType().getFullName()) {
                    case MessageRows.TIMESTAMP -> DataTypes.TimestampType;
                    case MessageRows.DURATION -> DataTypes.createDayTimeIntervalType();
                    default -> columns(field.getMessageType(), within);
                };
        };
    }
}
