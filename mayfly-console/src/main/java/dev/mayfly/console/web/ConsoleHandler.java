package dev.mayfly.console.web;

import dev.mayfly.console.dump.DumpException;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.live.LiveView;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.CsrfTokens;
import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.view.Shell;
import dev.mayfly.console.web.dump.DumpPages;
import dev.mayfly.console.web.dump.DumpUpload;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers what the policy allowed: pages, the live stream and actions. */
public final class ConsoleHandler {
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final String COOKIE = "mayfly-console";
    private static final String TOKEN = "_mayfly";
    private static final int MOST_VIEWS = 8;
    private static final String OUT_OF_DATE = "This page is out of date";
    private static final String NOTHING_CHANGED =
            "Nothing was changed. The form was made before the application was restarted, or by"
                    + " another site. Load the page again and repeat what you did.";
    private static final Logger LOG = LoggerFactory.getLogger("dev.mayfly.console");

    private final ConsoleSettings settings;
    private final ConsoleSources sources;
    private final Renderer renderer;
    private final LiveStreams streams;
    private final ConsoleForms forms;
    private final CsrfTokens tokens;
    private final Assets assets;
    private final TraceFiles traceFiles;
    private final DumpPages dumps;
    private final ConsoleActions actions;

    /**
     * A handler.
     *
     * @param settings path and such
     * @param sources opens pages
     * @param renderer draws them
     * @param streams keeps them right
     * @param actions acts
     * @param dumps opens state dumps
     * @param tokens protects the forms
     * @param assets the static files
     */
    public ConsoleHandler(
            ConsoleSettings settings,
            ConsoleSources sources,
            Renderer renderer,
            LiveStreams streams,
            ConsoleActions actions,
            DumpPages dumps,
            CsrfTokens tokens,
            Assets assets) {
        this.settings = settings;
        this.sources = sources;
        this.renderer = renderer;
        this.streams = streams;
        this.forms = new ConsoleForms(actions, dumps);
        this.actions = actions;
        this.dumps = dumps;
        this.tokens = tokens;
        this.assets = assets;
        this.traceFiles = new TraceFiles(sources, settings);
    }

    Mono<ServerResponse> handle(ServerRequest request, Visit visit) {
        if (request.method() == HttpMethod.POST && visit.path().equals(DumpPages.PATH)) {
            return openDump(request, visit);
        }
        if (request.method() == HttpMethod.POST) {
            return request.formData().flatMap(form -> act(request, visit, form));
        }
        if (visit.path().equals("/stream")) {
            return stream(request, visit);
        }
        if (visit.path().equals(Links.TRACE_FILE)) {
            return traceFiles.send();
        }
        return Mono.fromCallable(() -> page(request, visit))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(page -> page.send());
    }

    // ---- pages
    // --------------------------------------------------------------------------------------------------

    private record Answer(int status, String html, @Nullable ResponseCookie cookie) {
        Mono<ServerResponse> send() {
            ServerResponse.BodyBuilder answer = ServerResponse.status(status).contentType(HTML);
            if (cookie != null) {
                answer.cookie(cookie);
            }
            return answer.bodyValue(html);
        }
    }

    private Answer page(ServerRequest request, Visit visit) {
        if (visit.path().equals(DumpPages.PATH)) {
            PageSource list = dumps.list(visit.base(), visit.actionsRefused());
            return page(
                    request, visit, list, frame(visit, list.title(), list.nav(), null, null, null));
        }
        Optional<DumpPages.Inside> dump = dumps.inside(visit.base(), visit.path());
        if (dump.isPresent()) {
            return dumped(request, visit, dump.get());
        }
        Optional<PageRequest> page =
                PageRequest.parse(visit.path(), request.queryParams().toSingleValueMap());
        Optional<PageSource> source =
                page.flatMap(known -> sources.open(known, visit.links(), visit.actionsRefused()));
        if (page.isEmpty() || source.isEmpty()) {
            return new Answer(404, notFound(visit), null);
        }
        Shell.Notice notice =
                Notices.of(
                        request.queryParam("done").orElse(""),
                        request.queryParam("count").orElse(""));
        return page(request, visit, source.get(), shell(visit, source.get(), page.get(), notice));
    }

    /** The same pages from another state. A dump may hold what no running kernel would tell. */
    private Answer dumped(ServerRequest request, Visit visit, DumpPages.Inside dump) {
        Visit inside = new Visit(dump.base(), dump.path(), visit.reader(), DumpPages.REFUSAL);
        try {
            Optional<PageSource> source =
                    PageRequest.parse(dump.path(), request.queryParams().toSingleValueMap())
                            .flatMap(known ->
                                    dump.sources().open(known, inside.links(), DumpPages.REFUSAL));
            if (source.isEmpty()) {
                String text =
                        "This dump does not have it. What was there when it was taken is on its"
                                + " overview.";
                Shell shell = frame(visit, "Not in this dump", "", null, null, null);
                return new Answer(
                        404,
                        message(shell.withDump(dump.base(), dump.banner()), 404, text, null),
                        null);
            }
            PageSource page = source.get();
            Shell shell = frame(visit, page.title(), page.nav(), null, null, null);
            return page(request, visit, page, shell.withDump(dump.base(), dump.banner()));
        } catch (RuntimeException e) {
            LOG.debug("a page of a dump cannot be made", e);
            String text = "A value in it is out of all proportion. Its other pages may be fine.";
            Shell shell =
                    frame(visit, "This page cannot be made from the dump", "", null, null, null);
            return new Answer(
                    422,
                    message(shell.withDump(dump.base(), dump.banner()), 422, text, null),
                    null);
        }
    }

    private Answer page(ServerRequest request, Visit visit, PageSource source, Shell shell) {
        String known = browser(request);
        String browser = known == null ? tokens.newBrowser() : known;
        String html =
                renderer.page(
                        source.template(),
                        shell,
                        csrf(visit, browser),
                        source.fragments(),
                        Map.of());
        return new Answer(200, html, known == null ? cookie(request, visit, browser) : null);
    }

    private Shell shell(
            Visit visit, PageSource source, PageRequest page, Shell.@Nullable Notice notice) {
        boolean live = source.isLive();
        return frame(
                visit,
                source.title(),
                source.nav(),
                live ? visit.links().stream(page) : null,
                live ? page.address() : null,
                notice);
    }

    private Shell frame(
            Visit visit,
            String title,
            String nav,
            @Nullable String stream,
            @Nullable String key,
            Shell.@Nullable Notice notice) {
        String refused = visit.actionsRefused();
        return new Shell(
                title,
                nav,
                visit.base(),
                visit.base() + "/assets/" + assets.version(),
                stream,
                key,
                settings.application(),
                refused != null,
                refused == null ? "" : refused,
                notice,
                null);
    }

    private String notFound(Visit visit) {
        if (visit.path().startsWith(DumpPages.PATH + "/")) {
            return message(
                    visit,
                    404,
                    "This dump is not open",
                    "It made way for newer ones, or the application was restarted since. Open the"
                            + " file again.",
                    null);
        }
        return message(
                visit,
                404,
                "There is nothing here",
                "The job may have been removed since, or the queue may have another name."
                        + " Everything that is known is on the overview.",
                null);
    }

    String message(Visit visit, int status, String title, String text, @Nullable String snippet) {
        return message(frame(visit, title, "", null, null, null), status, text, snippet);
    }

    private String message(Shell shell, int status, String text, @Nullable String snippet) {
        Map<String, Object> extras =
                new HashMap<>(Map.of("status", status, "title", shell.title(), "text", text));
        if (snippet != null) {
            extras.put("snippet", snippet);
        }
        return renderer.page("message", shell, List.of(), List.of(), extras);
    }

    static Mono<ServerResponse> html(int status, String page) {
        return ServerResponse.status(status).contentType(HTML).bodyValue(page);
    }

    private List<CsrfField> csrf(Visit visit, String browser) {
        List<CsrfField> fields = new ArrayList<>(visit.reader().csrf());
        fields.add(new CsrfField(TOKEN, tokens.token(browser)));
        return fields;
    }

    private @Nullable String browser(ServerRequest request) {
        HttpCookie cookie = request.cookies().getFirst(COOKIE);
        return cookie != null && tokens.plausible(cookie.getValue()) ? cookie.getValue() : null;
    }

    private static ResponseCookie cookie(ServerRequest request, Visit visit, String browser) {
        return ResponseCookie.from(COOKIE, browser)
                .path(visit.base().isEmpty() ? "/" : visit.base())
                .httpOnly(true)
                .sameSite("Strict")
                .secure("https".equals(request.uri().getScheme()))
                .build();
    }

    // ---- the live stream
    // ----------------------------------------------------------------------------------------

    private Mono<ServerResponse> stream(ServerRequest request, Visit visit) {
        List<String> keys = request.queryParams().getOrDefault("view", List.of());
        String browser = browser(request);
        return Mono.fromCallable(() -> views(keys, visit))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(views -> {
                    if (views.isEmpty()) {
                        return ServerResponse.notFound().build();
                    }
                    Flux<ServerSentEvent<String>> events =
                            events(views, csrf(visit, browser == null ? "" : browser));
                    return ServerResponse.ok()
                            .header(HttpHeaders.CACHE_CONTROL, "no-store")
                            .header("X-Accel-Buffering", "no")
                            .body(BodyInserters.fromServerSentEvents(events));
                });
    }

    private List<LiveView> views(List<String> keys, Visit visit) {
        List<LiveView> views = new ArrayList<>();
        for (String key : new LinkedHashSet<>(keys)) {
            if (views.size() == MOST_VIEWS) {
                break;
            }
            PageRequest.parse(key)
                    .ifPresent(page ->
                            sources.open(page, visit.links(), visit.actionsRefused())
                                    .filter(PageSource::isLive)
                                    .ifPresent(source ->
                                            views.add(
                                                    new LiveView(
                                                            page.address(),
                                                            source,
                                                            shell(visit, source, page, null)))));
        }
        return views;
    }

    private Flux<ServerSentEvent<String>> events(List<LiveView> views, List<CsrfField> csrf) {
        return Flux.create(
                sink ->
                        streams.open(views, csrf, new SinkOutput(sink))
                                .ifPresentOrElse(
                                        stream -> sink.onDispose(stream::stop), sink::complete),
                FluxSink.OverflowStrategy.ERROR);
    }

    // ---- actions
    // ------------------------------------------------------------------------------------------------

    /** The token is looked at before the file is. */
    private Mono<ServerResponse> openDump(ServerRequest request, Visit visit) {
        if (!DumpUpload.isOne(request.exchange().getRequest())) {
            return page(
                    visit,
                    415,
                    "This is no form with a file",
                    "Nothing was opened. Dumps are sent by the form of this page, as"
                            + " multipart/form-data.");
        }
        return DumpUpload.of(request.exchange().getRequest())
                .publishOn(Schedulers.boundedElastic())
                .map(form -> opened(request, visit, form))
                .onErrorResume(
                        e -> !(e instanceof RefusedDump),
                        e ->
                                Mono.error(
                                        new RefusedDump(
                                                400, "The file did not arrive", e.toString())))
                .flatMap(address -> ServerResponse.seeOther(URI.create(address)).build())
                .onErrorResume(
                        RefusedDump.class, no -> page(visit, no.status, no.title, no.getMessage()));
    }

    private String opened(ServerRequest request, Visit visit, DumpUpload form) {
        if (!tokens.matches(browser(request), form.fields().get(TOKEN))) {
            throw new RefusedDump(403, OUT_OF_DATE, NOTHING_CHANGED);
        }
        if (form.tooLarge() || form.file().length == 0) {
            throw form.tooLarge()
                    ? new RefusedDump(
                            413,
                            "This file is too large",
                            "Nothing was opened. A dump has at most 16 MiB, and usually less than"
                                    + " two.")
                    : new RefusedDump(400, "No file was chosen", "Choose one, then open it.");
        }
        String user = visit.reader().name();
        try {
            String path = dumps.open(form.file(), user);
            actions.onDump("open-dump", path, user, address(request), true);
            return visit.base() + path;
        } catch (DumpException e) {
            actions.onDump("open-dump", DumpPages.PATH, user, address(request), false);
            throw new RefusedDump(400, "This dump cannot be opened", e.getMessage() + ".");
        }
    }

    private static String address(ServerRequest request) {
        InetSocketAddress remote = request.exchange().getRequest().getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? "unknown"
                : remote.getAddress().getHostAddress();
    }

    private Mono<ServerResponse> act(
            ServerRequest request, Visit visit, MultiValueMap<String, String> form) {
        if (!tokens.matches(browser(request), form.getFirst(TOKEN))) {
            return page(visit, 403, OUT_OF_DATE, NOTHING_CHANGED);
        }
        String address = address(request);
        return Mono.fromCallable(() ->
                        forms.perform(
                                visit, request.queryParams().toSingleValueMap(), form, address))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(next ->
                        switch (next) {
                            case ConsoleForms.Next.Page page ->
                                    ServerResponse.seeOther(URI.create(page.address())).build();
                            case ConsoleForms.Next.Refusal no ->
                                    page(visit, no.status(), no.title(), no.text());
                        });
    }

    /** A dump that is not opened, and the page that says so. */
    private static final class RefusedDump extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String title;

        RefusedDump(int status, String title, String text) {
            super(text, null, false, false);
            this.status = status;
            this.title = title;
        }
    }

    private Mono<ServerResponse> page(Visit visit, int status, String title, String text) {
        return Mono.fromCallable(() -> message(visit, status, title, text, null))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(html -> html(status, html));
    }

    /** How long a reader may take nothing before its stream is cut. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);
}
