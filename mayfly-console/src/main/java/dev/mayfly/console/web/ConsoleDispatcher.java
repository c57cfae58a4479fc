package dev.mayfly.console.web;

import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditEntry.Outcome;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.security.ConsolePolicy;
import dev.mayfly.console.security.ConsoleRequest;
import dev.mayfly.console.security.Decision;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;

/**
 * Answers every request below the console's path, whichever server took it. Each, whatever it is
 * for, is put to the policy first; what is refused goes no further, and into the audit.
 *
 * <p>Safe for use by any thread that may block.
 */
public final class ConsoleDispatcher {
    /** Beside all that begin with {@code X-Forwarded-}. */
    private static final Set<String> FORWARDING =
            Set.of(
                    "forwarded",
                    "via",
                    "x-real-ip",
                    "x-client-ip",
                    "x-cluster-client-ip",
                    "cf-connecting-ip",
                    "true-client-ip");

    private static final CacheControl FOR_GOOD =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final ConsoleSettings settings;
    private final ConsolePolicy policy;
    private final ConsoleHandler handler;
    private final Assets assets;
    private final AuditTrail trail;
    private final InstantSource clock;

    /**
     * A dispatcher.
     *
     * @param settings path and such
     * @param policy decides on each request
     * @param handler answers what was allowed
     * @param assets the static files
     * @param trail keeps what was refused
     * @param clock the time of the audit
     */
    public ConsoleDispatcher(
            ConsoleSettings settings,
            ConsolePolicy policy,
            ConsoleHandler handler,
            Assets assets,
            AuditTrail trail,
            InstantSource clock) {
        this.settings = settings;
        this.policy = policy;
        this.handler = handler;
        this.assets = assets;
        this.trail = trail;
        this.clock = clock;
    }

    /**
     * Answers.
     *
     * @param request a request for the console's path or below
     * @return what to send
     */
    public WebAnswer answer(WebRequest request) {
        Visit visit = visit(request);
        return switch (policy.decide(question(visit))) {
            case Decision.Refused refused -> {
                audit(visit, refused);
                yield refuse(visit, refused);
            }
            case Decision.Allowed allowed -> handle(visit.with(allowed.rights()));
        };
    }

    private WebAnswer handle(Visit visit) {
        if (visit.request().method().equals("POST")) {
            return handler.form(visit);
        }
        return switch (Route.of(visit.path())) {
            case ASSET -> asset(visit.path());
            case STREAM -> handler.stream(visit);
            case TRACE_FILE -> handler.traceFile();
            case PAGE -> handler.page(visit);
        };
    }

    private Visit visit(WebRequest request) {
        String within = request.path();
        String below = within.substring(Math.min(settings.path().length(), within.length()));
        // Until the policy has spoken; a page that refuses says nothing of rights.
        return new Visit(
                request, request.context() + settings.path(), below, address(request), Rights.ALL);
    }

    private ConsoleRequest question(Visit visit) {
        WebRequest request = visit.request();
        HttpHeaders headers = request.headers();
        InetAddress remote = request.remote();
        return new ConsoleRequest(
                request.method(),
                headers.getFirst(HttpHeaders.HOST),
                remote != null && remote.isLoopbackAddress(),
                settings.forwardingTrusted() || isForwarded(headers),
                headers.getFirst(HttpHeaders.ORIGIN),
                headers.getFirst("Sec-Fetch-Site"),
                request.reader().authenticated(),
                request.reader().role(),
                Operation.at(visit.path()).orElse(null));
    }

    private static boolean isForwarded(HttpHeaders headers) {
        return headers.headerNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith("x-forwarded-") || FORWARDING.contains(name));
    }

    /** What a proxy claims is told as a claim. */
    private static String address(WebRequest request) {
        InetAddress remote = request.remote();
        String address = remote == null ? "unknown" : remote.getHostAddress();
        String claim = request.headers().getFirst("X-Forwarded-For");
        return claim == null ? address : address + ", said to be for " + claim;
    }

    private void audit(Visit visit, Decision.Refused refused) {
        WebRequest request = visit.request();
        String action =
                request.method().equals("POST")
                        ? Operation.at(visit.path()).map(Operation::verb).orElse("unknown")
                        : "look";
        trail.add(
                new AuditEntry(
                        clock.instant(),
                        request.reader().name(),
                        visit.address(),
                        action,
                        visit.path().isEmpty() ? "/" : visit.path(),
                        Outcome.REFUSED,
                        refused.title()));
    }

    private WebAnswer refuse(Visit visit, Decision.Refused refused) {
        boolean html =
                ConsoleHandler.accepted(visit.request().headers()).stream()
                        .anyMatch(type ->
                                type.isCompatibleWith(MediaType.TEXT_HTML)
                                        && !type.isWildcardType());
        String fix = refused.fix();
        WebAnswer.Whole answer =
                html
                        ? WebAnswer.Whole.html(
                                refused.status(),
                                handler.message(
                                        visit,
                                        refused.status(),
                                        refused.title(),
                                        refused.text(),
                                        fix))
                        : WebAnswer.Whole.text(
                                refused.status(),
                                refused.title()
                                        + ". "
                                        + refused.text()
                                        + (fix == null ? "" : "\n\n" + fix)
                                        + "\n");
        if (refused.status() == 405) {
            answer.headers().set(HttpHeaders.ALLOW, "GET, HEAD, POST");
        }
        return answer;
    }

    private WebAnswer asset(String path) {
        int slash = path.indexOf('/', Route.ASSETS.length());
        if (slash < 0) {
            return WebAnswer.Whole.empty(404);
        }
        boolean current = path.substring(Route.ASSETS.length(), slash).equals(assets.version());
        return assets.find(path.substring(slash + 1))
                .map(asset -> {
                    WebAnswer.Whole file =
                            WebAnswer.Whole.of(
                                    200, MediaType.parseMediaType(asset.type()), asset.content());
                    // A page of an older version may still ask for its files.
                    file.headers().setCacheControl(current ? FOR_GOOD : CacheControl.noCache());
                    return file;
                })
                .orElseGet(() -> WebAnswer.Whole.empty(404));
    }
}
