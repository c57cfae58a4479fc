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
 *   <li>Where configuration asks for a role to look, the reader must have one, also at this
 *       machine.
 *   <li>Methods other than GET, HEAD and POST are refused.
 *   <li>A POST must come from a reader whose {@link Role} is enough for its {@link Operation}, and
 *       from a page of this console. Everybody who may look has all roles when configuration says
 *       so. (The token in the form is checked beside this, see {@link CsrfTokens}.)
 * </ol>
 */
public final class ConsolePolicy {
    private final HostNames hosts;
    private final boolean remoteAuthenticated;
    private final boolean roleToLook;
    private final boolean actionsForAll;

    /**
     * A policy.
     *
     * @param allowedHosts names beside localhost, 127.0.0.1 and [::1]; with a port only that port
     * @param remoteAuthenticated whether readers at other machines are let in once Spring Security
     *     knows them
     * @param roleToLook whether a reader needs a role to look at all
     * @param actionsForAll whether everybody who may look may do everything
     */
    public ConsolePolicy(
            List<String> allowedHosts,
            boolean remoteAuthenticated,
            boolean roleToLook,
            boolean actionsForAll) {
        this.hosts = new HostNames(allowedHosts);
        this.remoteAuthenticated = remoteAuthenticated;
        this.roleToLook = roleToLook;
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
            return foreignHost(request.host());
        }
        boolean remote = !request.loopback() || request.forwarded();
        if (remote && !(remoteAuthenticated && request.authenticated())) {
            return refusedRemote(request);
        }
        if (roleToLook && request.role() == null) {
            return withoutRole(request);
        }
        Rights rights = rights(request);
        return switch (request.method()) {
            case "GET", "HEAD" -> new Decision.Allowed(rights);
            case "POST" -> decideAction(request, rights);
            default ->
                    new Decision.Refused(
                            405,
                            "This method is not allowed",
                            "The console answers GET and POST.",
                            null);
        };
    }

    private Rights rights(ConsoleRequest request) {
        Role role = request.role();
        return actionsForAll ? Rights.ALL : role == null ? Rights.LOOK : new Rights(role);
    }

    private static Decision foreignHost(@Nullable String host) {
        return new Decision.Refused(
                403,
                "This name is not allowed",
                "The request asks for the host "
                        + quoted(host)
                        + ", which is not on the console's list. That protects against foreign"
                        + " web pages that point their own names at this machine. If the name"
                        + " is yours, allow it:",
                "mayfly.console.allowed-hosts=" + suggested(host));
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

    private static Decision withoutRole(ConsoleRequest request) {
        return new Decision.Refused(
                403,
                request.authenticated() ? "You need a role to look" : "Sign in first",
                "This console is shown to users with the role MAYFLY_VIEWER, MAYFLY_OPERATOR or"
                        + " MAYFLY_ADMIN. To show it to everybody who gets this far, set:",
                "mayfly.console.viewers=all");
    }

    private static Decision decideAction(ConsoleRequest request, Rights rights) {
        Operation operation = request.operation();
        Role needed = operation == null ? Role.OPERATOR : operation.role();
        if (!rights.role().includes(needed)) {
            return rights.role() == Role.VIEWER
                    ? new Decision.Refused(
                            403,
                            "This console is read-only",
                            "Nothing was changed. You need the role "
                                    + needed.authority()
                                    + ". To allow all actions to everybody who may see the"
                                    + " console, set:",
                            "mayfly.console.actions=all")
                    : new Decision.Refused(
                            403,
                            "This takes another role",
                            "Nothing was changed. You need the role " + needed.authority() + ".",
                            null);
        }
        if (!sameOrigin(request)) {
            return new Decision.Refused(
                    403,
                    "This request came from another site",
                    "Nothing was changed. Actions are accepted from the console's own pages only.",
                    null);
        }
        return new Decision.Allowed(rights);
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
