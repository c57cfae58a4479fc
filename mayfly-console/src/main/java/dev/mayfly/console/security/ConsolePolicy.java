package dev.mayfly.console.security;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Decides who may see the console and who may act.
 *
 * <ol>
 *   <li>The Host header must be a name that was allowed, whatever the method: a foreign web page
 *       that points its own name at this machine (DNS rebinding) is stopped here.
 *   <li>The reader must sit at this machine. A request that came through a proxy did not, wherever
 *       the proxy is. Others are let in only by configuration, and then only when Spring Security
 *       knows them.
 *   <li>Methods other than GET, HEAD and POST are refused.
 *   <li>A POST must come from a page of this console and from a reader who may act: everybody who
 *       may look when configuration says so, otherwise those with the role {@code MAYFLY_OPERATOR}.
 *       (The token in the form is checked beside this, see {@link CsrfTokens}.)
 * </ol>
 */
public final class ConsolePolicy {
    /** Why nobody may act unless told so. */
    static final String READ_ONLY =
            "You can look at everything and change nothing. mayfly.console.actions=all lets"
                    + " everybody act who sees this console; with Spring Security, the role"
                    + " MAYFLY_OPERATOR lets its holders.";

    private final HostNames hosts;
    private final boolean remoteAuthenticated;
    private final boolean actionsForAll;

    /**
     * A policy.
     *
     * @param allowedHosts names beside localhost, 127.0.0.1 and [::1]; with a port only that port
     * @param remoteAuthenticated whether readers at other machines are let in once Spring Security
     *     knows them
     * @param actionsForAll whether everybody who may look may act
     */
    public ConsolePolicy(
            List<String> allowedHosts, boolean remoteAuthenticated, boolean actionsForAll) {
        this.hosts = new HostNames(allowedHosts);
        this.remoteAuthenticated = remoteAuthenticated;
        this.actionsForAll = actionsForAll;
    }

    /**
     * Decides.
     *
     * @param request what is known of the request
     * @return allowed or refused
     */
    public Decision decide(ConsoleRequest request) {
        if (!hosts.allows(request.host())) {
            return new Decision.Refused(
                    403,
                    "This name is not allowed",
                    "The request asks for the host "
                            + quoted(request.host())
                            + ", which is not on the console's list. That protects against foreign"
                            + " web pages that point their own names at this machine. If the name"
                            + " is yours, allow it:",
                    "mayfly.console.allowed-hosts=" + suggested(request.host()));
        }
        boolean remote = !request.loopback() || request.forwarded();
        if (remote && !(remoteAuthenticated && request.authenticated())) {
            return refusedRemote(request);
        }
        return switch (request.method()) {
            case "GET", "HEAD" -> new Decision.Allowed(actionsRefused(request));
            case "POST" -> decideAction(request);
            default ->
                    new Decision.Refused(
                            405,
                            "This method is not allowed",
                            "The console answers GET and POST.",
                            null);
        };
    }

    private Decision refusedRemote(ConsoleRequest request) {
        if (remoteAuthenticated) {
            return new Decision.Refused(
                    403,
                    "Sign in first",
                    "From other machines this console answers only readers whom Spring Security"
                        + " knows, and it does not know you. Protect the console's path with Spring"
                        + " Security.",
                    null);
        }
        String why =
                request.forwarded()
                        ? "The request came through a proxy, so its reader may be anywhere."
                        : "The request came from another machine.";
        return new Decision.Refused(
                403,
                "This console answers only its own machine",
                why
                        + " To let readers in from elsewhere, add Spring Security to the"
                        + " application and set:",
                "mayfly.console.remote=authenticated\n"
                        + "mayfly.console.allowed-hosts=<the name in the browser's address bar>");
    }

    private Decision decideAction(ConsoleRequest request) {
        String refused = actionsRefused(request);
        if (refused != null) {
            return new Decision.Refused(
                    403,
                    "This console is read-only",
                    "Nothing was changed. To allow actions for everybody who may see the console,"
                            + " set:",
                    "mayfly.console.actions=all");
        }
        if (!sameOrigin(request)) {
            return new Decision.Refused(
                    403,
                    "This request came from another site",
                    "Nothing was changed. Actions are accepted from the console's own pages only.",
                    null);
        }
        return new Decision.Allowed(null);
    }

    private @Nullable String actionsRefused(ConsoleRequest request) {
        return actionsForAll || request.operator() ? null : READ_ONLY;
    }

    private static boolean sameOrigin(ConsoleRequest request) {
        String site = request.fetchSite();
        if (site != null && !site.equals("same-origin")) {
            return false;
        }
        String origin = request.origin();
        String host = request.host();
        return origin == null
                || (host != null
                        && origin.substring(origin.indexOf("//") + 2).equalsIgnoreCase(host)
                        && origin.contains("//"));
    }

    private static String quoted(@Nullable String host) {
        return host == null ? "(none)" : "\"" + host + "\"";
    }

    private static String suggested(@Nullable String host) {
        return host == null ? "<name>" : host;
    }
}
