package dev.mayfly.sample.jarwatch.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import dev.mayfly.sample.jarwatch.audit.FileChecksum;
import dev.mayfly.sample.jarwatch.inspect.JarInspection;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** Something that has become known in an audit: one line of its journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AuditEntry.Opened.class, name = "opened"),
    @JsonSubTypes.Type(value = AuditEntry.Submitted.class, name = "submitted"),
    @JsonSubTypes.Type(value = AuditEntry.Inspected.class, name = "inspected"),
    @JsonSubTypes.Type(value = AuditEntry.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = AuditEntry.Summed.class, name = "summed"),
    @JsonSubTypes.Type(value = AuditEntry.Judged.class, name = "judged"),
    @JsonSubTypes.Type(value = AuditEntry.Skipped.class, name = "skipped")
})
sealed interface AuditEntry {

    /** The audit was asked for; the first entry of each. */
    record Opened(String target, Instant requestedAt) implements AuditEntry {}

    /** A jar was found, and its jobs were submitted: the inspection, and others beside it. */
    record Submitted(String jar, String inspection, List<String> others) implements AuditEntry {

        /** Keeps its own copy. */
        public Submitted {
            others = List.copyOf(others);
        }
    }

    /** A jar was inspected. */
    record Inspected(JarInspection inspection) implements AuditEntry {}

    /** A jar could not be inspected. */
    record Failed(String jar, String reason) implements AuditEntry {}

    /** A file was summed up. */
    record Summed(String jar, FileChecksum checksum) implements AuditEntry {}

    /** Others have said something about a jar. */
    record Judged(String jar, @Nullable Integer score, @Nullable String jdeps)
            implements AuditEntry {}

    /** A folder could not be listed. */
    record Skipped(String folder) implements AuditEntry {}
}
