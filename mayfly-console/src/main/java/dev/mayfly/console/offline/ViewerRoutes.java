package dev.mayfly.console.offline;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.ConsolePolicy;
import dev.mayfly.console.security.ConsoleRequest;
import dev.mayfly.console.security.Decision;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.security.Role;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.view.Shell;
import dev.mayfly.console.web.Assets;
import dev.mayfly.console.web.Headers;
import dev.mayfly.console.web.dump.DumpPages;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Answers for one dump: its pages and the files that they need, to this machine only. */
final class ViewerRoutes {
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");

    private final ConsolePolicy policy = new ConsolePolicy(List.of(), false, false, false);
    private final Assets assets = new Assets();
    private final Renderer renderer = new Renderer(InstantSource.system(), ZoneId.systemDefault());
    private final DumpPages dumps;
    private final String start;

    ViewerRoutes(DumpPages dumps, String start) {
        this.dumps = dumps;
        this.start = start;
    }

    RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(RequestPredicates.all(), this::answer);
    }

    /** Drawing a page may take milliseconds. */
    private Mono<ServerResponse> answer(ServerRequest request) {
        request.exchange().getResponse().getHeaders().putAll(Headers.secure());
        return Mono.fromCallable(() -> decided(request))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(answer -> answer);
    }

    private Mono<ServerResponse> decided(ServerRequest request) {
        HttpHeaders headers = request.exchange().getRequest().getHeaders();
        ConsoleRequest question =
                new ConsoleRequest(
                        request.method().name().toUpperCase(Locale.ROOT),
                        headers.getFirst(HttpHeaders.HOST),
                        true,
                        false,
                        headers.getFirst(HttpHeaders.ORIGIN),
                        headers.getFirst("Sec-Fetch-Site"),
                        false,
                        Role.VIEWER,
                        null);
        if (policy.decide(question) instanceof Decision.Refused refused) {
            return text(refused.status(), refused.title() + ". " + refused.text());
        }
        String path = request.requestPath().pathWithinApplication().value();
        if (path.equals("/")) {
            return ServerResponse.seeOther(URI.create(start)).build();
        }
        return path.startsWith("/assets/") ? asset(path) : page(request, path);
    }

    private Mono<ServerResponse> page(ServerRequest request, String path) {
        DumpPages.Inside dump = dumps.inside("", path).orElse(null);
        if (dump == null) {
            return text(404, "There is nothing here. The dump is at " + start);
        }
        try {
            Optional<PageSource> source =
                    PageRequest.parse(dump.path(), request.queryParams().toSingleValueMap())
                            .flatMap(known ->
                                    dump.sources()
                                            .open(known, new Links(dump.base()), Rights.LOOK));
            if (source.isEmpty()) {
                return text(404, "This dump does not have it. Its overview is at " + start);
            }
            PageSource page = source.get();
            String html =
                    renderer.page(
                            page.template(),
                            shell(page, dump),
                            List.of(),
                            page.fragments(),
                            Map.of());
            return ServerResponse.ok().contentType(HTML).bodyValue(html);
        } catch (RuntimeException e) {
            return text(422, "This page cannot be made from the dump: a value in it is no such.");
        }
    }

    private Shell shell(PageSource page, DumpPages.Inside dump) {
        return new Shell(
                        page.title(),
                        page.nav(),
                        dump.base(),
                        "/assets/" + assets.version(),
                        null,
                        null,
                        "Mayfly's viewer of state dumps",
                        false,
                        "",
                        null,
                        null)
                .withDump(dump.base(), dump.banner().alone());
    }

    private Mono<ServerResponse> asset(String path) {
        int slash = path.indexOf('/', "/assets/".length());
        return assets.find(path.substring(slash + 1))
                .map(asset ->
                        ServerResponse.ok()
                                .contentType(MediaType.parseMediaType(asset.type()))
                                .bodyValue(asset.content()))
                .orElseGet(() -> text(404, "There is nothing here."));
    }

    private static Mono<ServerResponse> text(int status, String text) {
        return ServerResponse.status(status).contentType(TEXT).bodyValue(text + "\n");
    }
}
