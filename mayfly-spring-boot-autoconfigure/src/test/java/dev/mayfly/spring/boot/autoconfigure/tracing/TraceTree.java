package dev.mayfly.spring.boot.autoconfigure.tracing;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One trace as text: a line for each span, indented below its parent's; siblings in the order of
 * attempts and of the alphabet, since some of them run at the same time.
 *
 * @param spans those of the trace
 */
record TraceTree(List<Span> spans) {

    /** The trace of that id among all that was received. */
    static TraceTree of(OtlpReceiver receiver, String traceId) {
        return new TraceTree(
                receiver.spans().stream()
                        .filter(span -> hex(span.getTraceId()).equals(traceId))
                        .toList());
    }

    /** The spans with that name. */
    List<Span> named(String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    static Map<String, String> attributes(Span span) {
        var map = new TreeMap<String, String>();
        for (KeyValue attribute : span.getAttributesList()) {
            AnyValue value = attribute.getValue();
            map.put(
                    attribute.getKey(),
                    value.hasIntValue()
                            ? Long.toString(value.getIntValue())
                            : value.getStringValue());
        }
        return map;
    }

    /** The tree. A span whose parent has not come is a root, and begins with that parent's id. */
    String text() {
        Map<ByteString, Span> byId = new LinkedHashMap<>();
        spans.forEach(span -> byId.put(span.getSpanId(), span));
        return spans.stream()
                .filter(span -> !byId.containsKey(span.getParentSpanId()))
                .map(span -> (span.getParentSpanId().isEmpty() ? "" : "orphan: ") + text(span, ""))
                .sorted()
                .collect(Collectors.joining());
    }

    private String text(Span span, String indent) {
        String children =
                spans.stream()
                        .filter(child -> child.getParentSpanId().equals(span.getSpanId()))
                        .map(child -> attempt(child) + "\t" + text(child, indent + "  "))
                        .sorted()
                        .map(text -> text.substring(text.indexOf('\t') + 1))
                        .collect(Collectors.joining());
        return indent + line(span) + "\n" + children;
    }

    private static String attempt(Span span) {
        return attributes(span).getOrDefault("mayfly.job.attempt", "");
    }

    private static String line(Span span) {
        Map<String, String> attributes = attributes(span);
        var line = new StringBuilder(span.getName());
        for (String key :
                List.of(
                        "mayfly.job.attempt",
                        "mayfly.step.name",
                        "mayfly.task.name",
                        "mayfly.outcome")) {
            if (attributes.containsKey(key)) {
                line.append(' ').append(attributes.get(key));
            }
        }
        return line.toString();
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
