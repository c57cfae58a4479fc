package dev.mayfly.console.web;

import dev.mayfly.console.live.LiveView;
import dev.mayfly.console.render.CsrfField;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** What the console says to a {@link WebRequest}; an adapter sends it. */
public sealed interface WebAnswer {

    /**
     * All at once.
     *
     * @param status the HTTP status
     * @param headers all headers, with the content's type
     * @param body the content, not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(int status, HttpHeaders headers, byte[] body) implements WebAnswer {

        static Whole of(int status, MediaType type, byte[] body) {
            HttpHeaders headers = Headers.secure();
            headers.setContentType(type);
            return new Whole(status, headers, body);
        }

        static Whole html(int status, String page) {
            return of(status, HTML, page.getBytes(StandardCharsets.UTF_8));
        }

        static Whole text(int status, String text) {
            return of(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
        }

        static Whole empty(int status) {
            return new Whole(status, Headers.secure(), new byte[0]);
        }
    }

    /**
     * An event stream, status 200.
     *
     * @param headers all headers, with the content's type
     * @param views the pages in it
     * @param csrf the hidden fields of their forms
     */
    record Live(HttpHeaders headers, List<LiveView> views, List<CsrfField> csrf)
            implements WebAnswer {}

    /**
     * The adapter is to read the form first: what is refused has been refused without.
     *
     * @param then answers, given the form's fields without those of the address; may block
     * @param tooLarge the answer where the form is larger than the server takes
     */
    record Form(Function<MultiValueMap<String, String>, Whole> then, Whole tooLarge)
            implements WebAnswer {}

    /** A page. */
    MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    /** For who is no browser. */
    MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");
}
