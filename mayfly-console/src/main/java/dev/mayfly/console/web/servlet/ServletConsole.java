package dev.mayfly.console.web.servlet;

import dev.mayfly.console.dump.DumpReader;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.web.ConsoleDispatcher;
import dev.mayfly.console.web.ConsoleSettings;
import dev.mayfly.console.web.Query;
import dev.mayfly.console.web.WebAnswer;
import dev.mayfly.console.web.WebRequest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;

import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Everything below the console's path, on servlets. */
public final class ServletConsole {
    private final ConsoleSettings settings;
    private final ServletReaders readers;
    private final ConsoleDispatcher dispatcher;
    private final LiveStreams streams;

    /**
     * The console.
     *
     * @param settings path and such
     * @param readers tells who reads
     * @param dispatcher answers
     * @param streams where live pages are opened
     */
    public ServletConsole(
            ConsoleSettings settings,
            ServletReaders readers,
            ConsoleDispatcher dispatcher,
            LiveStreams streams) {
        this.settings = settings;
        this.readers = readers;
        this.dispatcher = dispatcher;
        this.streams = streams;
    }

    /**
     * The router function to register.
     *
     * @return it answers everything below the console's path and nothing else
     */
    public RouterFunction<ServerResponse> routes() {
        String path = settings.path();
        return RouterFunctions.route(
                path.isEmpty()
                        ? RequestPredicates.path("/**")
                        : RequestPredicates.path(path).or(RequestPredicates.path(path + "/**")),
                this::answer);
    }

    private ServerResponse answer(ServerRequest request) {
        return switch (dispatcher.answer(question(request))) {
            case WebAnswer.Whole whole -> whole(whole);
            case WebAnswer.Form form -> whole(submitted(request.servletRequest(), form));
            case WebAnswer.Upload upload -> whole(uploaded(request.servletRequest(), upload));
            case WebAnswer.Live live ->
                    ServerResponse.ok()
                            .headers(headers -> headers.putAll(live.headers()))
                            .build((http, response) -> stream(http, response, live));
        };
    }

    private WebRequest question(ServerRequest request) {
        HttpServletRequest http = request.servletRequest();
        return new WebRequest(
                request.method().name().toUpperCase(Locale.ROOT),
                request.requestPath().contextPath().value(),
                request.requestPath().pathWithinApplication().value(),
                http.getQueryString(),
                request.headers().asHttpHeaders(),
                cookie(http),
                remote(http.getRemoteAddr()),
                http.isSecure(),
                readers.of(http));
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        Cookie @Nullable [] cookies = request.getCookies();
        if (cookies == null) {
            return null;
        }
        return Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(WebRequest.COOKIE))
                .map(Cookie::getValue)
                .findFirst()
                .orElse(null);
    }

    /** The container has it as a text; one that is no address is nobody's. */
    private static @Nullable InetAddress remote(@Nullable String address) {
        if (address == null) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static ServerResponse whole(WebAnswer.Whole whole) {
        return ServerResponse.status(whole.status())
                .headers(headers -> headers.putAll(whole.headers()))
                .build((request, response) -> {
                    response.setContentLength(whole.body().length);
                    response.getOutputStream().write(whole.body());
                    return null;
                });
    }

    private static WebAnswer.Whole submitted(HttpServletRequest request, WebAnswer.Form form) {
        MultiValueMap<String, String> fields;
        try {
            fields = fields(request);
        } catch (IllegalStateException tooLarge) {
            return form.tooLarge();
        }
        return form.then().apply(fields);
    }

    /** The container has read it, within its own limits. */
    private static WebAnswer.Whole uploaded(HttpServletRequest request, WebAnswer.Upload upload) {
        try {
            Map<String, String> fields = new HashMap<>();
            fields(request).forEach((name, values) -> fields.put(name, values.getFirst()));
            Part file = request.getPart("file");
            byte[] content = new byte[0];
            if (file != null) {
                try (InputStream in = file.getInputStream()) {
                    content = in.readNBytes(DumpReader.MOST_BYTES + 1);
                }
            }
            boolean tooLarge = content.length > DumpReader.MOST_BYTES;
            return upload.then().apply(new WebAnswer.FileForm(fields, content, tooLarge));
        } catch (IOException | ServletException | IllegalStateException notRead) {
            return upload.none();
        }
    }

    /** A container mixes the address's parameters with the form's, those of the address first. */
    private static MultiValueMap<String, String> fields(HttpServletRequest request) {
        Query inAddress = new Query(request.getQueryString());
        MultiValueMap<String, String> fields = new LinkedMultiValueMap<>();
        request.getParameterMap()
                .forEach((name, values) -> {
                    int skipped = inAddress.all(name).size();
                    Arrays.stream(values).skip(skipped).forEach(value -> fields.add(name, value));
                });
        return fields;
    }

    private @Nullable ModelAndView stream(
            HttpServletRequest request, HttpServletResponse response, WebAnswer.Live live)
            throws IOException {
        response.flushBuffer(); // the browser is to know at once that it is connected
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(0); // a stream never ends by itself
        EventOutput output =
                new EventOutput(context, response.getOutputStream(), HangUp.of(request));
        context.addListener(output);
        response.getOutputStream().setWriteListener(output);
        streams.open(live.views(), live.csrf(), output)
                .ifPresentOrElse(stream -> output.onGone(stream::stop), output::end);
        return null;
    }
}
