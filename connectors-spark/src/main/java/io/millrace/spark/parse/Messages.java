package io.millrace.spark.parse;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The messages of a descriptor file, as {@code protoc --descriptor_set_out} writes it. */
final class Messages {
    /** What protoc leaves out of the file unless it is told to include imports. */
    private static final Map<String, FileDescriptor> WELL_KNOWN = Stream.of(
                    AnyProto.getDescriptor(),
                    DurationProto.getDescriptor(),
                    StructProto.getDescriptor(),
                    TimestampProto.getDescriptor(),
                    WrappersProto.getDescriptor())
            .collect(Collectors.toMap(FileDescriptor::getName, file -> file));

    private final Map<String, FileDescriptorProto> given = new LinkedHashMap<>();
    private final Map<String, FileDescriptor> built = new TreeMap<>();

    private Messages(FileDescriptorSet set) {
        set.getFileList().forEach(file -> given.put(file.getName(), file));
    }

    /** The bytes of a descriptor file. */
    static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw ConnectorException.settings(
                    "Option 'descriptorFile'='" + file + "' cannot be read here, where the query is made: " + e, e);
        }
    }

    /**
     * A message by its full name, or by its last word if that is clear.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if it is not there, or the file is no descriptor file
     */
    static Descriptor message(byte[] descriptors, String name) {
        List<Descriptor> all = new ArrayList<>();
        try {
            Messages messages = new Messages(FileDescriptorSet.parseFrom(descriptors));
            for (String file : messages.given.keySet()) {
                addTo(all, messages.file(file, "").getMessageTypes());
            }
        } catch (InvalidProtocolBufferException e) {
            throw ConnectorException.settings(
                    "Option 'descriptorFile' names no descriptor file (" + e.getMessage()
                            + "); protoc writes one by --include_imports --descriptor_set_out=FILE",
                    e);
        }
        List<Descriptor> found = all.stream()
                .filter(one -> one.getFullName().equals(name) || one.getName().equals(name))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        List<String> names = all.stream().map(Descriptor::getFullName).toList();
        throw ConnectorException.settings("Option 'messageName'='" + name + "' names "
                + (found.isEmpty() ? "no message" : found.size() + " messages") + " of the descriptor file"
                + Names.nearest(name, names, 2)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; there are " + String.join(", ", names)));
    }

    private static void addTo(List<Descriptor> all, List<Descriptor> more) {
        for (Descriptor one : more) {
            if (!one.getOptions().getMapEntry()) {
                all.add(one);
                addTo(all, one.getNestedTypes());
            }
        }
    }

    private FileDescriptor file(String name, String importer) {
        FileDescriptor done = built.get(name);
        if (done != null) {
            return done;
        }
        @Nullable FileDescriptorProto file = given.get(name);
        if (file == null) {
            FileDescriptor known = WELL_KNOWN.get(name);
            if (known == null) {
                throw ConnectorException.settings("The descriptor file lacks '" + name + "', which '" + importer
                        + "' imports; write it by protoc with --include_imports");
            }
            return known;
        }
        FileDescriptor[] imports =
                file.getDependencyList().stream().map(one -> file(one, name)).toArray(FileDescriptor[]::new);
        try {
            FileDescriptor made = FileDescriptor.buildFrom(file, imports);
            built.put(name, made);
            return made;
        } catch (DescriptorValidationException e) {
            throw ConnectorException.settings("The descriptor file is wrong: " + e.getMessage(), e);
        }
    }
}
