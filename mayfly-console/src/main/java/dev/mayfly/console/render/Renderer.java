package dev.mayfly.console.render;

import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.Shell;

import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Draws pages and fragments.
 *
 * <p>Safe for use by any thread that may block.
 */
public final class Renderer {
    private static final String TEMPLATES = "mayfly/console/templates/";

    private final SpringTemplateEngine engine;
    private final InstantSource now;
    private final ZoneId zone;

    /** Nobody knows it, so that no text of a job can be taken for a gap. */
    private final String gap = "gap-" + UUID.randomUUID();

    private final Pattern gaps = Pattern.compile("<input [^<>]*" + gap + "[^<>]*>");

    /**
     * A renderer whose templates are cached for good.
     *
     * @param now what relative times count from
     * @param zone the zone of absolute times
     */
    public Renderer(InstantSource now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
        ClassLoaderTemplateResolver resolver =
                new ClassLoaderTemplateResolver(Renderer.class.getClassLoader());
        resolver.setPrefix(TEMPLATES);
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        resolver.setCacheable(true);
        this.engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
    }

    /**
     * A whole page.
     *
     * @param template the page's template, for instance {@code overview}
     * @param shell what is around it
     * @param csrf the hidden fields of its forms
     * @param fragments its parts
     * @param extras further variables of the template
     * @return HTML
     */
    public String page(
            String template,
            Shell shell,
            List<CsrfField> csrf,
            List<Fragment> fragments,
            Map<String, Object> extras) {
        Map<String, Fragment> byId = new HashMap<>();
        fragments.forEach(fragment -> byId.put(fragment.id(), fragment));
        Context context = context(shell, csrf);
        context.setVariables(extras);
        context.setVariable("f", byId);
        return engine.process(template, context);
    }

    /**
     * Some parts, one after the other, for all readers: where the hidden fields of their forms go
     * there is a gap, for these are each reader's own.
     *
     * @param shell what is around them
     * @param fragments the parts
     * @return HTML, cut at its gaps, each part in a {@code template} element of its own, its
     *     outermost element carrying the part's id
     */
    public List<String> fragments(Shell shell, List<Fragment> fragments) {
        StringBuilder html = new StringBuilder();
        Context context = context(shell, List.of(new CsrfField(gap, "")));
        for (Fragment fragment : fragments) {
            context.setVariable("m", fragment.model());
            String[] template = fragment.template().split(" :: ", 2);
            // A parser drops a table row that follows a paragraph, unless each stands by itself.
            html.append("<template>")
                    .append(engine.process(template[0], Set.of(template[1]), context).strip())
                    .append("</template>\n");
        }
        return List.of(gaps.split(html, -1));
    }

    /**
     * What one reader gets in the gaps.
     *
     * @param csrf the hidden fields of its forms
     * @return HTML
     */
    public String hidden(List<CsrfField> csrf) {
        Context context = new Context(Locale.ENGLISH);
        context.setVariable("csrf", csrf);
        return engine.process("parts/common", Set.of("hidden"), context).strip();
    }

    private Context context(Shell shell, List<CsrfField> csrf) {
        Context context = new Context(Locale.ENGLISH);
        context.setVariable("shell", shell);
        context.setVariable("csrf", csrf);
        context.setVariable(
                "t",
                new Words(shell.dump() == null ? now.instant() : shell.dump().takenAt(), zone));
        return context;
    }
}
