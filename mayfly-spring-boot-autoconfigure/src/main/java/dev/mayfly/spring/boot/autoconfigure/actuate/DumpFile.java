package dev.mayfly.spring.boot.autoconfigure.actuate;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes dumps to files: whole or not at all. */
final class DumpFile {

    private DumpFile() {}

    /** The absolute path of a file, also where a folder was named for it. */
    static Path at(Path target, String name) {
        return (Files.isDirectory(target) ? target.resolve(name) : target).toAbsolutePath();
    }

    static String json(StateDump dump) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(dump);
    }

    /** Replaces what is there, at once: the file is written beside it and then moved. */
    static void write(Path file, String json) throws IOException {
        Path folder = file.getParent();
        Files.createDirectories(folder);
        Path written = Files.createTempFile(folder, ".mayfly-state", ".tmp");
        try {
            Files.writeString(written, json);
            try {
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
