package dev.mayfly.console.web;

import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditEntry.Outcome;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.live.LiveView;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.CsrfTokens;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Role;
import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.view.Shell;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.util.MultiValueMap;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers what the policy allowed: pages, the live stream and actions. */
public final class ConsoleHandler {
    /** How long a reader may take nothing before its stream is cut. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String TOKEN = "_mayfly";
    private static final int MOST_VIEWS = 8;
    private final ConsoleSettings settings;
    private final ConsoleSources sources;
    private final Renderer renderer;
    private final LiveStreams streams;
    private final ConsoleForms forms;
    private final CsrfTokens tokens;
    private final Assets assets;
    private final TraceFiles traceFiles;
    private final AuditTrail trail;
    private final InstantSource clock;

    /**
     * A handler.
     *
     * @param settings path and such
     * @param sources opens pages
     * @param renderer draws them
     * @param streams keeps them right
     * @param actions acts
     * @param tokens protects the forms
     * @param assets the static files
     * @param trail keeps what was refused or failed
     * @param clock the time of the audit
     */
    public ConsoleHandler(
            ConsoleSettings settings,
            ConsoleSources sources,
            Renderer renderer,
            LiveStreams streams,
            ConsoleActions actions,
            CsrfTokens tokens,
            Assets assets,
            AuditTrail trail,
            InstantSource clock) {
        this.settings = settings;
        this.sources = sources;
        this.renderer = renderer;
        this.streams = streams;
        this.forms = new ConsoleForms(actions);
        this.tokens = tokens;
        this.assets = assets;
        this.traceFiles = new TraceFiles(sources, settings);
        this.trail = trail;
        this.clock = clock;
    }

    WebAnswer form(Visit visit) {
        return new WebAnswer.Form(
                form -> act(visit, form),
                problem(
                        visit,
                        413,
                        "This form is too large",
                        "Nothing was changed: the server does not read so much."));
    }

    WebAnswer traceFile() {
        return traceFiles.send();
    }

    /** What the reader understands; malformed headers are as none. */
    static List<MediaType> accepted(HttpHeaders headers) {
        try {
            return headers.getAccept();
        } catch (InvalidMediaTypeException malformed) {
            return List.of();
        }
    }

    // ---- pages
    // --------------------------------------------------------------------------------------------------

    WebAnswer page(Visit visit) {
        Query query = new Query(visit.request().query());
        Optional<PageRequest> page = PageRequest.parse(visit.path(), query.single());
        Optional<PageSource> source =
                page.flatMap(known -> sources.open(known, visit.links(), visit.rights()));
        if (page.isEmpty() || source.isEmpty()) {
            return WebAnswer.Whole.html(404, notFound(visit));
        }
        String known = browser(visit);
        String browser = known == null ? tokens.newBrowser() : known;
        Shell.Notice notice = Notices.of(query.first("done"), query.first("count"));
        WebAnswer.Whole answer =
                WebAnswer.Whole.html(
                        200,
                        renderer.page(
                                source.get().template(),
                                shell(visit, source.get(), page.get(), notice),
                                csrf(visit, browser),
                                source.get().fragments(),
                                Map.of()));
        if (known == null) {
            answer.headers().add(HttpHeaders.SET_COOKIE, cookie(visit, browser).toString());
        }
        return answer;
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
        String missing = visit.rights().missing();
        return new Shell(
                title,
                nav,
                visit.base(),
                visit.base() + "/assets/" + assets.version(),
                stream,
                key,
                settings.application(),
                visit.rights().role() == Role.VIEWER,
                missing == null ? "" : missing,
                notice);
    }

    private String notFound(Visit visit) {
        return message(
                visit,
                404,
                "There is nothing here",
                "The job may have been removed since, or the queue may have another name."
                        + " Everything that is known is on the overview.",
                null);
    }

    String message(Visit visit, int status, String title, String text, @Nullable String snippet) {
        Shell shell = frame(visit, title, "", null, null, null);
        Map<String, Object> extras =
                new HashMap<>(Map.of("status", status, "title", title, "text", text));
        if (snippet != null) {
            extras.put("snippet", snippet);
        }
        return renderer.page("message", shell, List.of(), List.of(), extras);
    }

    private List<CsrfField> csrf(Visit visit, String browser) {
        List<CsrfField> fields = new ArrayList<>(visit.reader().csrf());
        fields.add(new CsrfField(TOKEN, tokens.token(browser)));
        return fields;
    }

    private @Nullable String browser(Visit visit) {
        String cookie = visit.request().browser();
        return tokens.plausible(cookie) ? cookie : null;
    }

    private static ResponseCookie cookie(Visit visit, String browser) {
        return ResponseCookie.from(WebRequest.COOKIE, browser)
                .path(visit.base().isEmpty() ? "/" : visit.base())
                .httpOnly(true)
                .sameSite("Strict")
                .secure(visit.request().secure())
                .build();
    }

    // ---- the live stream
    // ----------------------------------------------------------------------------------------

    WebAnswer stream(Visit visit) {
        List<LiveView> views = views(new Query(visit.request().query()).all("view"), visit);
        if (views.isEmpty()) {
            return WebAnswer.Whole.empty(404);
        }
        if (streams.isFull()) {
            WebAnswer.Whole full =
                    WebAnswer.Whole.text(
                            503,
                            "As many browsers watch as mayfly.console.max-streams allows. This"
                                    + " page stands still until one of them is closed.\n");
            full.headers().set(HttpHeaders.RETRY_AFTER, "4");
            return full;
        }
        HttpHeaders headers = Headers.secure();
        headers.setContentType(MediaType.TEXT_EVENT_STREAM);
        headers.set("X-Accel-Buffering", "no");
        if (visit.request().method().equals("HEAD")) {
            return new WebAnswer.Whole(200, headers, new byte[0]); // it would never end
        }
        String browser = browser(visit);
        return new WebAnswer.Live(headers, views, csrf(visit, browser == null ? "" : browser));
    }

    private List<LiveView> views(List<String> keys, Visit visit) {
        List<LiveView> views = new ArrayList<>();
        for (String key : new LinkedHashSet<>(keys)) {
            if (views.size() == MOST_VIEWS) {
                break;
            }
            PageRequest.parse(key)
                    .ifPresent(page ->
                            sources.open(page, visit.links(), visit.rights())
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

    // ---- actions
    // ------------------------------------------------------------------------------------------------

    private WebAnswer.Whole act(Visit visit, MultiValueMap<String, String> form) {
        Operation operation = Operation.at(visit.path()).orElse(null);
        String verb = operation == null ? "unknown" : operation.verb();
        if (!tokens.matches(browser(visit), form.getFirst(TOKEN))) {
            String title = "This page is out of date";
            audit(visit, verb, Outcome.REFUSED, title);
            return problem(
                    visit,
                    403,
                    title,
                    "Nothing was changed. The form was made before the application was restarted,"
                            + " or by another site. Load the page again and repeat what you did.");
        }
        ConsoleForms.Next next = forms.perform(operation, visit, form);
        return switch (next) {
            case ConsoleForms.Next.Page page -> seeOther(page.address());
            case ConsoleForms.Next.Refusal no -> {
                if (!no.recorded()) {
                    audit(visit, verb, Outcome.FAILED, no.title() + ": " + no.text());
                }
                yield problem(visit, no.status(), no.title(), no.text());
            }
        };
    }

    private void audit(Visit visit, String verb, Outcome outcome, String why) {
        String query = visit.request().query();
        trail.add(
                new AuditEntry(
                        clock.instant(),
                        visit.reader().name(),
                        visit.address(),
                        verb,
                        visit.path() + (query == null ? "" : "?" + query),
                        outcome,
                        why));
    }

    private static WebAnswer.Whole seeOther(String address) {
        WebAnswer.Whole answer = WebAnswer.Whole.empty(303);
        answer.headers().set(HttpHeaders.LOCATION, address);
        return answer;
    }

    private WebAnswer.Whole problem(Visit visit, int status, String title, String text) {
        return WebAnswer.Whole.html(status, message(visit, status, title, text, null));
    }
}
