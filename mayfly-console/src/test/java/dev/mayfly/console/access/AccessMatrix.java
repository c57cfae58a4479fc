package dev.mayfly.console.access;

import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Role;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every route × every identity × every method, with the status that each has to have. Written down
 * here a second time on purpose, without a look at the policy: a page or an operation that is not
 * in these tables is reported, so nobody can add one without saying who may have it.
 */
final class AccessMatrix {
    /** The name under which the console is asked for from elsewhere. */
    static final String NAME = "ops.example";

    /** With a token that the console gave out, or without. */
    static final List<String> METHODS =
            List.of("GET", "HEAD", "POST with token", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final Pattern TOKEN = Pattern.compile("name=\"_mayfly\" value=\"([^\"]+)\"");

    private static final Map<Class<? extends PageRequest>, String> PAGES =
            Map.ofEntries(
                    Map.entry(PageRequest.Overview.class, "/"),
                    Map.entry(PageRequest.JobList.class, "/jobs?queue=mail"),
                    Map.entry(PageRequest.Bulk.class, "/bulk?verb=retry&queue=mail"),
                    Map.entry(PageRequest.Ticked.class, "/ticked?verb=retry&job={job}"),
                    Map.entry(PageRequest.JobDetail.class, "/jobs/{job}"),
                    Map.entry(PageRequest.Recurring.class, "/recurring"),
                    Map.entry(PageRequest.Agents.class, "/agents"),
                    Map.entry(PageRequest.Tasks.class, "/tasks"),
                    Map.entry(PageRequest.TaskTree.class, "/tasks/tree"),
                    Map.entry(PageRequest.Timeline.class, "/tasks/timeline"),
                    Map.entry(PageRequest.Problems.class, "/problems"),
                    Map.entry(PageRequest.Audit.class, "/audit"));

    /** Who may, and what follows for those: what they are about is not there, mostly. */
    private record Form(Role role, String path, int status) {}

    private static final Map<Operation, Form> FORMS =
            Map.ofEntries(
                    form(Operation.CANCEL_JOB, Role.OPERATOR, "/jobs/none/cancel", 404),
                    form(Operation.RETRY_JOB, Role.OPERATOR, "/jobs/none/retry", 404),
                    form(
                            Operation.RETRY_JOB_FROM_THE_START,
                            Role.OPERATOR,
                            "/jobs/none/retry-from-the-start",
                            404),
                    form(Operation.SIGNAL_JOB, Role.OPERATOR, "/jobs/none/signal", 404),
                    form(Operation.PAUSE_QUEUE, Role.OPERATOR, "/queues/pause?queue=none", 404),
                    form(Operation.RESUME_QUEUE, Role.OPERATOR, "/queues/resume?queue=mail", 303),
                    form(Operation.LIMIT_QUEUE, Role.ADMIN, "/queues/limit?queue=none", 404),
                    form(Operation.RESET_QUEUE, Role.ADMIN, "/queues/reset?queue=none", 404),
                    form(Operation.PAUSE_RECURRING, Role.OPERATOR, "/recurring/pause?id=no", 404),
                    form(Operation.RESUME_RECURRING, Role.OPERATOR, "/recurring/resume?id=no", 404),
                    form(Operation.RUN_RECURRING, Role.OPERATOR, "/recurring/run?id=no", 404),
                    form(Operation.CANCEL_BATCH, Role.ADMIN, "/batches/cancel?batch=none", 404),
                    form(Operation.RETRY_MANY, Role.ADMIN, "/bulk/retry?name=none", 303),
                    form(Operation.CANCEL_MANY, Role.ADMIN, "/bulk/cancel?name=none", 303),
                    form(Operation.RETRY_TICKED, Role.ADMIN, "/ticked/retry", 400),
                    form(Operation.CANCEL_TICKED, Role.ADMIN, "/ticked/cancel", 400),
                    form(Operation.RUN_DEMO, Role.OPERATOR, "/demo", 303),
                    form(Operation.OPEN_DUMP, Role.OPERATOR, "/dumps/open", 400),
                    form(Operation.CLOSE_DUMP, Role.OPERATOR, "/dumps/none/close", 404));

    private static Map.Entry<Operation, Form> form(
            Operation operation, Role role, String path, int status) {
        return Map.entry(operation, new Form(role, path, status));
    }

    /**
     * Who asks.
     *
     * @param let whether the console shows itself to them
     * @param role what they may do, where the console shows itself
     */
    record Identity(
            String name,
            @Nullable String user,
            String host,
            boolean forwarded,
            boolean away,
            boolean let,
            Role role) {}

    /** With {@code mayfly.console.remote=authenticated} and actions by role. */
    static List<Identity> identities() {
        List<Identity> all = new ArrayList<>();
        all.add(new Identity("local", null, "localhost", false, false, true, Role.VIEWER));
        all.add(
                new Identity(
                        "foreign host", null, "evil.example", false, false, false, Role.VIEWER));
        all.add(
                new Identity(
                        "foreign host, admin",
                        "admin",
                        "evil.example",
                        false,
                        false,
                        false,
                        Role.VIEWER));
        all.add(new Identity("forwarded", null, "localhost", true, false, false, Role.VIEWER));
        all.add(new Identity("remote", null, NAME, false, true, false, Role.VIEWER));
        all.add(new Identity("no role", "norole", "localhost", false, false, true, Role.VIEWER));
        all.add(new Identity("viewer", "viewer", "localhost", false, false, true, Role.VIEWER));
        all.add(
                new Identity(
                        "operator", "operator", "localhost", false, false, true, Role.OPERATOR));
        all.add(new Identity("admin", "admin", "localhost", false, false, true, Role.ADMIN));
        all.add(new Identity("forwarded viewer", "viewer", NAME, true, false, true, Role.VIEWER));
        all.add(
                new Identity(
                        "forwarded operator", "operator", NAME, true, false, true, Role.OPERATOR));
        all.add(new Identity("remote admin", "admin", NAME, false, true, true, Role.ADMIN));
        return all;
    }

    private record Target(String path, @Nullable Integer look, @Nullable Form form) {}

    private final int port;
    private final String base;
    private final String job;
    private String cookie = "";
    private String token = "";

    /**
     * The matrix of an application.
     *
     * @param port where it listens
     * @param base the console's path as the browser sees it
     * @param job the id of a job that there is
     */
    AccessMatrix(int port, String base, String job) {
        this.port = port;
        this.base = base;
        this.job = job;
    }

    /** What there is in the code and not in the tables. */
    static List<String> unlisted() {
        List<String> missing = new ArrayList<>();
        for (Class<?> page : PageRequest.class.getPermittedSubclasses()) {
            if (!PAGES.containsKey(page)) {
                missing.add("page " + page.getSimpleName());
            }
        }
        for (Operation operation : Operation.values()) {
            if (!FORMS.containsKey(operation)) {
                missing.add("operation " + operation);
            }
        }
        return missing;
    }

    private List<Target> targets() {
        List<Target> all = new ArrayList<>();
        PAGES.values().forEach(path -> all.add(new Target(path.replace("{job}", job), 200, null)));
        FORMS.values().forEach(form -> all.add(new Target(form.path(), null, form)));
        all.add(new Target("/stream?view=%2Fjobs", 200, null));
        all.add(new Target("/stream", 404, null));
        all.add(new Target("/tasks/timeline.json", 200, null));
        all.add(new Target("/assets/any/mayfly.css", 200, null));
        all.add(new Target("/assets/any/none.css", 404, null));
        all.add(new Target("/dumps", 200, null));
        all.add(new Target("/dumps/0123456789abcdef/", 404, null));
        all.add(new Target("/nothing", 404, null));
        return all;
    }

    /**
     * Asks for everything.
     *
     * @param identities as whom
     * @return what was answered otherwise than it has to be
     * @throws IOException if the server cannot be reached
     */
    List<String> deviations(List<Identity> identities) throws IOException {
        List<String> wrong = new ArrayList<>();
        obtainToken();
        for (Identity identity : identities) {
            Optional<InetAddress> from =
                    identity.away() ? away() : Optional.of(InetAddress.getLoopbackAddress());
            if (from.isEmpty()) {
                continue; // a machine without a network has nobody remote
            }
            try (Wire wire = new Wire(from.get(), port)) {
                for (Target target : targets()) {
                    for (String method : METHODS) {
                        check(wire, identity, target, method, wrong);
                    }
                }
            }
        }
        return wrong;
    }

    private void check(
            Wire wire, Identity identity, Target target, String method, List<String> wrong)
            throws IOException {
        String form = method.equals("POST with token") ? "_mayfly=" + token : "";
        String verb = method.split(" ")[0];
        Wire.Answer answer = wire.send(verb, base + target.path(), headers(identity), form);
        int expected = expected(identity, target, method);
        if (answer.status() != expected) {
            wrong.add(
                    "%s: %s %s is %d and has to be %d"
                            .formatted(
                                    identity.name(),
                                    method,
                                    target.path(),
                                    answer.status(),
                                    expected));
        }
        if (answer.status() < 400 && !answer.header("content-security-policy").contains("'none'")) {
            wrong.add(identity.name() + ": " + method + " " + target.path() + " has no policy");
        }
    }

    private static int expected(Identity identity, Target target, String method) {
        if (!identity.let()) {
            return 403;
        }
        Form form = target.form();
        return switch (method) {
            case "GET", "HEAD" -> target.look() == null ? 404 : target.look();
            case "POST" -> 403;
            case "POST with token" -> {
                Role needed = form == null ? Role.OPERATOR : form.role();
                boolean may = identity.role().ordinal() >= needed.ordinal();
                yield !may ? 403 : form == null ? 404 : form.status();
            }
            default -> 405;
        };
    }

    private Map<String, String> headers(Identity identity) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", identity.host() + ":" + port);
        headers.put("Cookie", "mayfly-console=" + cookie);
        if (identity.forwarded()) {
            headers.put("X-Forwarded-For", "127.0.0.1");
        }
        String user = identity.user();
        if (user != null) {
            headers.put("Authorization", basic(user));
        }
        return headers;
    }

    static String basic(String user) {
        String pair = user + ":" + AccessApplications.PASSWORD;
        return "Basic "
                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    /** As the administrator's browser gets it, from a page with a form. */
    private void obtainToken() throws IOException {
        try (Wire wire = new Wire(InetAddress.getLoopbackAddress(), port)) {
            Wire.Answer page =
                    wire.send(
                            "GET",
                            base + "/jobs?queue=mail",
                            Map.of("Host", "localhost", "Authorization", basic("admin")),
                            "");
            Matcher found = TOKEN.matcher(page.body());
            if (!found.find()) {
                throw new AssertionError("no form for the administrator: " + page);
            }
            token = found.group(1);
            cookie =
                    page.header("set-cookie")
                            .replaceFirst("(?s)^.*mayfly-console=([^;]*);.*$", "$1");
        }
    }

    /** An address of this machine that is not its loopback. */
    static Optional<InetAddress> away() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
                .findFirst();
    }
}
