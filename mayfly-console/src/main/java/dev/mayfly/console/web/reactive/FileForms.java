package dev.mayfly.console.web.reactive;

import dev.mayfly.console.dump.DumpReader;
import dev.mayfly.console.web.WebAnswer.FileForm;

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
 * Reads forms with a file. The host's own settings for uploads are not asked, and nothing is
 * written to a disk: the file is held in memory up to its limit, and what comes beyond is read and
 * forgotten.
 */
final class FileForms {

    /** What comes beyond the limit is taken in up to here, so that the sender gets an answer. */
    private static final long MOST_FORGOTTEN = 16L * DumpReader.MOST_BYTES;

    private static final int MOST_PARTS = 8;
    private static final int LONGEST_FIELD = 8 << 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private FileForms() {}

    /** Reads one; an error if it is none, too large by far, or takes more than two minutes. */
    static Mono<FileForm> of(ServerHttpRequest request) {
        MediaType type = request.getHeaders().getContentType();
        if (type == null || !type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)) {
            return Mono.error(new IllegalArgumentException("no form with a file: " + type));
        }
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

        FileForm form() {
            Map<String, String> texts = new HashMap<>();
            fields.forEach(
                    (name, value) -> texts.put(name, value.toString(StandardCharsets.UTF_8)));
            return new FileForm(Map.copyOf(texts), file.toByteArray(), tooLarge);
        }
    }
}
