package dev.mayfly.sample.jarwatch.web;

import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.sample.jarwatch.audit.AuditReport;
import dev.mayfly.sample.jarwatch.audit.AuditReport.JudgedJar;
import dev.mayfly.sample.jarwatch.audit.AuditTargetException;
import dev.mayfly.sample.jarwatch.audit.AuditTargets;
import dev.mayfly.sample.jarwatch.job.Audit;
import dev.mayfly.sample.jarwatch.job.AuditRequest;
import dev.mayfly.sample.jarwatch.job.AuditService;
import dev.mayfly.sample.jarwatch.job.Audits;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * Starts audits and shows them. A browser gets pages, any other client JSON; what the client
 * accepts decides.
 */
@Controller
class AuditController {

    private final AuditService service;
    private final Audits audits;
    private final AuditTargets targets;
    private final AuditPages pages;
    private final Shell shell;

    AuditController(
            AuditService service,
            Audits audits,
            AuditTargets targets,
            AuditPages pages,
            Shell shell) {
        this.service = service;
        this.audits = audits;
        this.targets = targets;
        this.pages = pages;
        this.shell = shell;
    }

    /** What a program is told of an audit. */
    record AuditView(
            String id, String target, JobState state, int found, String job, AuditReport report) {}

    /** What a program is told of an audit that begins. */
    record Started(String id, String target, String audit, String job) {}

    /** The fields of the form. */
    record StartForm(@Nullable String folder) {}

    @GetMapping("/")
    Rendering home() {
        return home(HttpStatus.OK, "", null);
    }

    @PostMapping(path = "/audits", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Started> start(@RequestBody AuditRequest request, ServerWebExchange exchange)
            throws AuditTargetException {
        return started(service.start(request.folder()), exchange);
    }

    /** A form, or nothing at all, for the default folder. */
    @PostMapping("/audits")
    ResponseEntity<Started> start(StartForm form, ServerWebExchange exchange)
            throws AuditTargetException {
        return started(service.start(form.folder()), exchange);
    }

    private ResponseEntity<Started> started(Audit audit, ServerWebExchange exchange) {
        URI page = URI.create(AuditPages.href(audit));
        if (prefersPages(exchange)) {
            return ResponseEntity.status(HttpStatus.SEE_OTHER).location(page).build();
        }
        return ResponseEntity.accepted()
                .location(page)
                .body(
                        new Started(
                                audit.id().value(),
                                audit.target(),
                                page.toString(),
                                pages.jobHref(audit.id())));
    }

    @GetMapping(path = "/audits/{id}", produces = MediaType.TEXT_HTML_VALUE)
    Rendering audit(@PathVariable String id, @RequestParam(defaultValue = "false") boolean all) {
        return view("audit", pages.page(find(id), all)).build();
    }

    @GetMapping(path = "/audits/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    AuditView auditAsJson(@PathVariable String id) {
        Audit audit = find(id);
        return new AuditView(
                id,
                audit.target(),
                pages.state(audit),
                audit.found(),
                pages.jobHref(audit.id()),
                audit.ledger().report());
    }

    /** The part of a page that lives; once the audit is over, the whole page is to be loaded. */
    @GetMapping("/audits/{id}/live")
    Rendering live(@PathVariable String id) {
        AuditPage page = pages.page(find(id), false);
        Rendering.Builder<?> live = view("audit :: live", page);
        return page.over() ? live.header("HX-Refresh", "true").build() : live.build();
    }

    @GetMapping("/audits/{id}/jar")
    Rendering jar(@PathVariable String id, @RequestParam String file) {
        Audit audit = find(id);
        JudgedJar jar = audit.ledger().jar(file).orElseThrow(() -> noSuchJar(audit, file));
        String job = audit.inspectionOf(file).map(pages::jobHref).orElse(null);
        return view("jar", JarPages.page(audit, jar, job)).build();
    }

    private Audit find(String id) {
        return audits.find(id)
                .orElseThrow(() ->
                        new ResponseStatusException(
                                HttpStatus.NOT_FOUND,
                                "There is no audit "
                                        + id
                                        + ". Audits are kept, the newest "
                                        + Audits.KEPT
                                        + " of them; start another with POST /audits."));
    }

    private static ResponseStatusException noSuchJar(Audit audit, String file) {
        return new ResponseStatusException(
                HttpStatus.NOT_FOUND,
                "The audit of " + audit.target() + " has inspected no jar " + file + ".");
    }

    /** Sends a browser's form back with what is wrong. */
    @ExceptionHandler(produces = MediaType.TEXT_HTML_VALUE)
    Rendering refusedForPeople(AuditTargetException refusal) {
        return home(HttpStatus.BAD_REQUEST, refusal.folder(), refusal.getMessage());
    }

    /** Tells a program what is wrong, as RFC 9457 has it. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(AuditTargetException refusal) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.BAD_REQUEST, Objects.requireNonNull(refusal.getMessage()));
        problem.setTitle("The folder cannot be audited");
        problem.setProperty("folder", refusal.folder());
        return ResponseEntity.of(problem).build();
    }

    /** Tells a program what a body should look like. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(ServerWebInputException unreadable) {
        Throwable cause = unreadable.getMostSpecificCause();
        String why = cause == unreadable ? unreadable.getReason() : cause.getMessage();
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.BAD_REQUEST,
                        "The request cannot be read: "
                                + String.valueOf(why).lines().findFirst().orElse("")
                                + ". Send {\"folder\": \"/path/to/jars\"}, or {} to audit the local"
                                + " Maven repository.");
        problem.setTitle("The request cannot be read");
        return ResponseEntity.of(problem).build();
    }

    /** Tells people what is not there. */
    @ExceptionHandler(produces = MediaType.TEXT_HTML_VALUE)
    Rendering missing(ResponseStatusException missing) {
        return view("message", String.valueOf(missing.getReason()))
                .status(missing.getStatusCode())
                .build();
    }

    /** The application is stopping, or full; a later attempt may succeed. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> rejected(JobRejectedException rejection) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        Objects.requireNonNullElse(rejection.getMessage(), "No job is accepted."));
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "10")
                .body(problem);
    }

    private Rendering home(HttpStatus status, String folder, @Nullable String problem) {
        List<HomePage.AuditRow> rows = audits.newestFirst().stream().map(this::row).toList();
        String target = targets.defaultTarget().description();
        return view("home", new HomePage(target, folder, problem, rows)).status(status).build();
    }

    private Rendering.Builder<?> view(String name, Object page) {
        return Rendering.view(name).modelAttribute("page", page).modelAttribute("shell", shell);
    }

    private HomePage.AuditRow row(Audit audit) {
        int inspected = audit.ledger().inspectedCount();
        int failed = audit.ledger().failedCount();
        String line =
                Figures.count(inspected, "jar")
                        + " inspected"
                        + (failed == 0 ? "" : ", " + Figures.count(failed) + " could not be");
        return new HomePage.AuditRow(
                AuditPages.href(audit),
                audit.target(),
                Pill.of(pages.state(audit)),
                line,
                audit.requestedAt(),
                Figures.moment(audit.requestedAt()));
    }

    private static boolean prefersPages(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().getAccept().stream()
                .anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype);
    }
}
