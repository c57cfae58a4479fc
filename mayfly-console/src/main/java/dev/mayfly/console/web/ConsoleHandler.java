package dev.mayfly.console.web;

import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditEntry.Outcome;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.dump.DumpException;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.live.LiveView;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.CsrfTokens;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.security.Role;
import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.source.outage.PatientPage;
import dev.mayfly.console.state.StoreOutage;
import dev.mayfly.console.view.Shell;
import dev.mayfly.console.web.dump.DumpPages;
import dev.mayfly.jobs.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.util.MultiValueMap;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers what the policy allowed: pages, the live stream and actions. */
public final class ConsoleHandler {
    /** How long a reader may take nothing before its stream is cut. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger("dev.mayfly.console");
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
    private final ConsoleActions actions;
    private final DumpPages dumps;
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
     * @param dumps opens state dumps
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
            DumpPages dumps,
            CsrfTokens tokens,
            Assets assets,
            AuditTrail trail,
            InstantSource clock) {
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
        this.trail = trail;
        this.clock = clock;
    }

    WebAnswer form(Visit visit) {
        if (Operation.at(visit.path()).orElse(null) == Operation.OPEN_DUMP
                && isMultipart(visit.request().headers())) {
            return new WebAnswer.Upload(
                    form -> opened(visit, form),
                    problem(
                            visit,
                            400,
                            "The file did not arrive",
                            "Nothing was opened. The form was cut off, or is larger than the"
                                    + " server takes."));
        }
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
        if (visit.path().equals(DumpPages.PATH)) {
            String refusal = visit.rights().refusal(Operation.OPEN_DUMP);
            PageSource list = dumps.list(visit.base(), refusal);
            return page(visit, list, frame(visit, list.title(), list.nav(), null, null, null));
        }
        Optional<DumpPages.Inside> dump = dumps.inside(visit.base(), visit.path());
        if (dump.isPresent()) {
            return dumped(visit, dump.get());
        }
        return PageRequest.parse(visit.path(), query.single())
                .map(page -> page(visit, page, query))
                .orElseGet(() -> WebAnswer.Whole.html(404, notFound(visit)));
    }

    private WebAnswer page(Visit visit, PageRequest page, Query query) {
        try {
            Optional<PageSource> source = sources.open(page, visit.links(), visit.rights());
            if (source.isEmpty()) {
                return WebAnswer.Whole.html(404, notFound(visit));
            }
            Shell.Notice notice = Notices.of(query);
            return page(visit, source.get(), shell(visit, source.get(), page, notice));
        } catch (StoreUnavailableException e) {
            return withoutStore(visit, page, e);
        }
    }

    /** Holds a stream, by which it hears that the store is back. */
    private WebAnswer withoutStore(Visit visit, PageRequest page, StoreUnavailableException e) {
        Shell shell =
                frame(
                        visit,
                        OutagePage.TITLE,
                        "",
                        visit.links().stream(page),
                        page.address(),
                        null);
        StoreOutage outage = sources.outage();
        Instant since = outage == null ? clock.instant() : outage.since();
        return OutagePage.of(renderer, shell, e, since);
    }

    /** The same pages from another state. A dump may hold what no running kernel would tell. */
    private WebAnswer dumped(Visit visit, DumpPages.Inside dump) {
        Links links = new Links(dump.base());
        try {
            Map<String, String> query = new Query(visit.request().query()).single();
            Optional<PageSource> source =
                    PageRequest.parse(dump.path(), query)
                            .flatMap(known -> dump.sources().open(known, links, Rights.LOOK));
            if (source.isEmpty()) {
                return notInDump(
                        visit,
                        dump,
                        404,
                        "Not in this dump",
                        "What was there when it was taken is on its overview.");
            }
            PageSource page = source.get();
            Shell shell = frame(visit, page.title(), page.nav(), null, null, null);
            return page(visit, page, shell.withDump(dump.base(), dump.banner()));
        } catch (RuntimeException e) {
            LOG.debug("a page of a dump cannot be made", e);
            return notInDump(
                    visit,
                    dump,
                    422,
                    "This page cannot be made from the dump",
                    "A value in it is out of all proportion. Its other pages may be fine.");
        }
    }

    private WebAnswer notInDump(
            Visit visit, DumpPages.Inside dump, int status, String title, String text) {
        Shell shell =
                frame(visit, title, "", null, null, null).withDump(dump.base(), dump.banner());
        return WebAnswer.Whole.html(status, message(shell, status, text, null));
    }

    private WebAnswer page(Visit visit, PageSource source, Shell shell) {
        String known = browser(visit);
        String browser = known == null ? tokens.newBrowser() : known;
        WebAnswer.Whole answer =
                WebAnswer.Whole.html(
                        200,
                        renderer.page(
                                source.template(),
                                shell,
                                csrf(visit, browser),
                                source.fragments(),
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
            PageRequest.parse(key).flatMap(page -> view(page, visit)).ifPresent(views::add);
        }
        return views;
    }

    private Optional<LiveView> view(PageRequest page, Visit visit) {
        Supplier<Optional<PageSource>> opening =
                () -> sources.open(page, visit.links(), visit.rights());
        Optional<PageSource> source;
        try {
            source = opening.get().filter(PageSource::isLive);
            if (source.isEmpty()) {
                return Optional.empty();
            }
        } catch (StoreUnavailableException e) {
            source = Optional.empty(); // it is opened once the store is back
        }
        var patient = new PatientPage(source.orElse(null), opening, sources::outage);
        return Optional.of(
                new LiveView(
                        page.address(),
                        visit.rights(),
                        patient,
                        shell(visit, patient, page, null)));
    }

    // ---- actions
    // ------------------------------------------------------------------------------------------------

    private WebAnswer.Whole act(Visit visit, MultiValueMap<String, String> form) {
        Operation operation = Operation.at(visit.path()).orElse(null);
        String verb = operation == null ? "unknown" : operation.verb();
        if (!tokens.matches(browser(visit), form.getFirst(TOKEN))) {
            return outOfDate(visit, verb);
        }
        ConsoleForms.Next next =
                operation == null || operation.needsStore()
                        ? perform(operation, visit, form)
                        : forms.perform(operation, visit, form);
        sources.forgetPictures();
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

    /**
     * Asks the store first: then nothing was begun, and it can be said that nothing was changed.
     */
    private ConsoleForms.Next perform(
            @Nullable Operation operation, Visit visit, MultiValueMap<String, String> form) {
        try {
            sources.askStore();
        } catch (StoreUnavailableException e) {
            return new ConsoleForms.Next.Refusal(
                    503, OutagePage.TITLE, "Nothing was changed: " + e.getMessage() + ".");
        }
        return forms.perform(operation, visit, form);
    }

    /** A malformed type is none of those. */
    private static boolean isMultipart(HttpHeaders headers) {
        try {
            MediaType type = headers.getContentType();
            return type != null && type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA);
        } catch (InvalidMediaTypeException malformed) {
            return false;
        }
    }

    private WebAnswer.Whole outOfDate(Visit visit, String verb) {
        String title = "This page is out of date";
        audit(visit, verb, Outcome.REFUSED, title);
        return problem(
                visit,
                403,
                title,
                "Nothing was changed. The form was made before the application was restarted, or by"
                        + " another site. Load the page again and repeat what you did.");
    }

    private WebAnswer.Whole opened(Visit visit, WebAnswer.FileForm form) {
        String verb = Operation.OPEN_DUMP.verb();
        if (!tokens.matches(browser(visit), form.fields().get(TOKEN))) {
            return outOfDate(visit, verb);
        }
        if (form.tooLarge()) {
            return notOpened(
                    visit,
                    413,
                    "This file is too large",
                    "A dump has at most 16 MiB, and usually less than two.");
        }
        if (form.file().length == 0) {
            return notOpened(visit, 400, "No file was chosen", "Choose one, then open it.");
        }
        try {
            String user = visit.reader().name();
            String path = dumps.open(form.file(), user);
            actions.onDump(verb, path, user, visit.address(), true);
            return seeOther(visit.base() + path);
        } catch (DumpException e) {
            return notOpened(visit, 400, "This dump cannot be opened", e.getMessage() + ".");
        }
    }

    private WebAnswer.Whole notOpened(Visit visit, int status, String title, String text) {
        audit(visit, Operation.OPEN_DUMP.verb(), Outcome.FAILED, title + ": " + text);
        return problem(visit, status, title, text);
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
