package dev.mayfly.console.web.dump;

import dev.mayfly.console.dump.DumpReader;

import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.http.codec.multipart.PartEventHttpMessageReader;
import org.springframework.http.server.reactive.ServerHttpRequest;

import reactor.core.publisher.Mono;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A form with a file. The host's own settings for uploads are not asked, and nothing is written to
 * a disk: the file is held in memory up to its limit, and what comes beyond is read and forgotten.
 *
 * @param fields the form's other fields by name
 * @param file the file's content; empty where none was chosen
 * @param tooLarge whether it was longer than what is read
 */
public record DumpUpload(Map<String, String> fields, byte[] file, boolean tooLarge) {

    /** What comes beyond the limit is taken in up to here, so that the sender gets an answer. */
    private static final long MOST_FORGOTTEN = 16L * DumpReader.MOST_BYTES;

    private static final int MOST_PARTS = 8;
    private static final int LONGEST_FIELD = 8 << 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * Whether a request is such a form.
     *
     * @param request the request
     * @return true if it can be read
     */
    public static boolean isOne(ServerHttpRequest request) {
        MediaType type = request.getHeaders().getContentType();
        return type != null && type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA);
    }

    /**
     * Reads it.
     *
     * @param request the request
     * @return the form; an error if it is none, too large by far, or takes more than two minutes
     */
    public static Mono<DumpUpload> of(ServerHttpRequest request) {
        PartEventHttpMessageReader reader = new PartEventHttpMessageReader();
        reader.setMaxParts(MOST_PARTS);
        reader.setMaxPartSize(MOST_FORGOTTEN);
        return reader.read(ResolvableType.forClass(PartEvent.class), request, Map.of())
                .collect(Parts::new, Parts::add)
                .map(Parts::form)
                .timeout(PATIENCE);
    }

    private static final class Parts {
        private final Map<String, ByteArrayOutputStream> fields = new HashMap<>();
        private final ByteArrayOutputStream file = new ByteArrayOutputStream();
        private boolean tooLarge;

        void add(PartEvent event) {
            DataBuffer content = event.content();
            try {
                if (event instanceof FilePartEvent) {
                    tooLarge |= !append(content, file, DumpReader.MOST_BYTES);
                } else {
                    append(
                            content,
                            fields.computeIfAbsent(
                                    event.name(), name -> new ByteArrayOutputStream()),
                            LONGEST_FIELD);
                }
            } finally {
                DataBufferUtils.release(content);
            }
        }

        private static boolean append(DataBuffer content, ByteArrayOutputStream to, int most) {
            int length = content.readableByteCount();
            if (to.size() + length > most) {
                return false;
            }
            byte[] bytes = new byte[length];
            content.read(bytes);
            to.writeBytes(bytes);
            return true;
        }

        DumpUpload form() {
            Map<String, String> texts = new HashMap<>();
            fields.forEach(
                    (name, value) -> texts.put(name, value.toString(StandardCharsets.UTF_8)));
            return new DumpUpload(Map.copyOf(texts), file.toByteArray(), tooLarge);
        }
    }
}
