package io.millrace.formats;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.TimestampProto;

/** A .proto file, and what protoc makes of it. */
final class Protos {
    /** The file's text. */
    static final String TEXT = """
            syntax = "proto3";
            package shop;
            import "google/protobuf/timestamp.proto";
            import "google/protobuf/duration.proto";
            message Note { string text = 1; }
            message Order {
              int64 id = 1;
              string what = 2;
              bool paid = 3;
              double price = 4;
              bytes raw = 5;
              Kind kind = 6;
              repeated string tags = 7;
              Note note = 8;
              map<string, int32> counts = 9;
              google.protobuf.Timestamp at = 10;
              google.protobuf.Duration took = 11;
              enum Kind { NONE = 0; BIG = 1; }
            }
            """;

    private static final FileDescriptorProto FILE = FileDescriptorProto.newBuilder()
            .setName("shop.proto")
            .setPackage("shop")
            .setSyntax("proto3")
            .addDependency("google/protobuf/timestamp.proto")
            .addDependency("google/protobuf/duration.proto")
            .addMessageType(DescriptorProto.newBuilder()
                    .setName("Note")
                    .addField(field("text", 1, FieldDescriptorProto.Type.TYPE_STRING)))
            .addMessageType(DescriptorProto.newBuilder()
                    .setName("Order")
                    .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_INT64))
                    .addField(field("what", 2, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(field("paid", 3, FieldDescriptorProto.Type.TYPE_BOOL))
                    .addField(field("price", 4, FieldDescriptorProto.Type.TYPE_DOUBLE))
                    .addField(field("raw", 5, FieldDescriptorProto.Type.TYPE_BYTES))
                    .addField(field("kind", 6, FieldDescriptorProto.Type.TYPE_ENUM)
                            .setTypeName(".shop.Order.Kind"))
                    .addField(field("tags", 7, FieldDescriptorProto.Type.TYPE_STRING)
                            .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
                    .addField(field("note", 8, FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setTypeName(".shop.Note"))
                    .addField(field("counts", 9, FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                            .setTypeName(".shop.Order.CountsEntry"))
                    .addField(field("at", 10, FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setTypeName(".google.protobuf.Timestamp"))
                    .addField(field("took", 11, FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setTypeName(".google.protobuf.Duration"))
                    .addNestedType(DescriptorProto.newBuilder()
                            .setName("CountsEntry")
                            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                            .addField(field("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
                            .addField(field("value", 2, FieldDescriptorProto.Type.TYPE_INT32)))
                    .addEnumType(EnumDescriptorProto.newBuilder()
                            .setName("Kind")
                            .addValue(constant("NONE", 0))
                            .addValue(constant("BIG", 1))))
            .build();

    private Protos() {}

    /** A descriptor file, without the imports that everybody knows. */
    static byte[] descriptors() {
        return FileDescriptorSet.newBuilder().addFile(FILE).build().toByteArray();
    }

    /** One of the messages. */
    static Descriptor message(String name) {
        try {
            return FileDescriptor.buildFrom(
                            FILE, new FileDescriptor[] {TimestampProto.getDescriptor(), DurationProto.getDescriptor()})
                    .findMessageTypeByName(name);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static EnumValueDescriptorProto constant(String name, int number) {
        return EnumValueDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .build();
    }
}
