package dev.mayfly.spring.boot.autoconfigure.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scrapes a running application, and holds the scrape against Prometheus' own checks, the alert
 * rules and the dashboard.
 */
@Tag("either-mode")
class PrometheusTests {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations");
    private static final Path RULES = OPERATIONS.resolve("alerts.yml");
    private static final Path RULE_TESTS = OPERATIONS.resolve("alerts-test.yml");
    private static final Path DASHBOARD = OPERATIONS.resolve("grafana-dashboard.json");

    /** Labels that Prometheus adds. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "le");

    @TempDir static Path folder;

    private static ObservedApplication application;
    private static List<String> scrape;

    @BeforeAll
    static void start() throws Exception {
        application = ObservedApplication.start(folder);
        scrape = application.scrape();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void promtoolHasNothingToSayAboutTheScrape() throws Exception {
        var answer = Promtool.installed().ask(String.join("\n", scrape) + "\n", "check", "metrics");
        assertThat(answer).isEqualTo(new Promtool.Answer(0, ""));
    }

    /** The test's own test. */
    @Test
    void promtoolComplainsAboutACounterWithoutItsSuffix() throws Exception {
        String planted =
                "# HELP mayfly_oddity Odd\n# TYPE mayfly_oddity counter\nmayfly_oddity 1\n";
        var answer = Promtool.installed().ask(planted, "check", "metrics");
        assertThat(answer.exit()).isNotZero();
        assertThat(answer.text()).contains("mayfly_oddity");
    }

    @Test
    void alertRulesAreValid() throws Exception {
        var answer = Promtool.installed().ask("", "check", "rules", RULES);
        assertThat(answer.exit()).as(answer.text()).isZero();
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        var answer = Promtool.installed().ask("", "test", "rules", RULE_TESTS);
        assertThat(answer.exit()).as(answer.text()).isZero();
    }

    @Test
    void eachAlertHasATest() throws Exception {
        Set<String> tested = new TreeSet<>();
        each(yaml(RULE_TESTS), "alertname", tested::add);
        Set<String> alerts = new TreeSet<>();
        each(yaml(RULES), "alert", alerts::add);
        assertThat(alerts).hasSizeGreaterThan(10).isEqualTo(tested);
    }

    @Test
    void whatTheAlertsAskForIsExported() throws Exception {
        List<String> expressions = new ArrayList<>();
        each(yaml(RULES), "expr", expressions::add);
        assertThat(expressions).hasSizeGreaterThan(10);
        assertThat(missing(expressions)).isEmpty();
    }

    @Test
    void whatTheDashboardAsksForIsExported() throws Exception {
        JsonNode dashboard = JsonMapper.builder().build().readTree(Files.readString(DASHBOARD));
        List<String> expressions = new ArrayList<>();
        dashboard.findValues("expr").forEach(expr -> expressions.add(expr.asString()));
        dashboard.findValues("query").forEach(query -> expressions.add(query.asString()));
        assertThat(expressions).hasSizeGreaterThan(30);
        assertThat(missing(expressions)).isEmpty();
    }

    /** The test's own test. */
    @Test
    void unknownMetricAndUnknownLabelAreMissed() {
        assertThat(missing(List.of("mayfly_oddity > 0", "mayfly_queue_depth{colour=\"red\"}")))
                .containsExactly("mayfly_oddity", "mayfly_queue_depth{colour}");
    }

    @Test
    void timeOfAHandlerLeadsToItsTrace() throws Exception {
        String openMetrics =
                application.get("/actuator/prometheus", "application/openmetrics-text").body();
        assertThat(openMetrics.lines())
                .filteredOn(line -> line.startsWith("mayfly_job_run_seconds_bucket"))
                .anyMatch(line ->
                        line.contains("# {span_id=\"")
                                && line.contains("trace_id=\"" + application.traceId() + "\""));
    }

    @Test
    void noLabelHasTheNameThatPrometheusKeepsForItself() {
        assertThat(exported().values()).noneMatch(labels -> labels.contains("job"));
    }

    private static final Pattern SELECTOR =
            Pattern.compile("\\b(mayfly_[a-z_]+)\\b(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");

    /** What some expressions ask for that is not there. */
    private static Set<String> missing(List<String> expressions) {
        Map<String, Set<String>> exported = exported();
        Set<String> missing = new TreeSet<>();
        for (String expression : expressions) {
            Matcher selector = SELECTOR.matcher(expression);
            while (selector.find()) {
                String name = selector.group(1);
                Set<String> labels = exported.get(name);
                if (labels == null) {
                    missing.add(name);
                    continue;
                }
                Matcher label = LABEL.matcher(selector.group(2) == null ? "" : selector.group(2));
                while (label.find()) {
                    if (!labels.contains(label.group(1))
                            && !OF_PROMETHEUS.contains(label.group(1))) {
                        missing.add(name + "{" + label.group(1) + "}");
                    }
                }
            }
        }
        return missing;
    }

    /** The labels of each metric in the scrape. */
    private static Map<String, Set<String>> exported() {
        Map<String, Set<String>> exported = new HashMap<>();
        for (String line : scrape) {
            Matcher series = Pattern.compile("(mayfly_[a-z_]+)(?:\\{(.*)})? .*").matcher(line);
            if (series.matches()) {
                Set<String> labels =
                        exported.computeIfAbsent(series.group(1), name -> new HashSet<>());
                Matcher label = LABEL.matcher(series.group(2) == null ? "" : series.group(2));
                while (label.find()) {
                    labels.add(label.group(1));
                }
            }
        }
        return exported;
    }

    private static Object yaml(Path file) throws IOException {
        return new Yaml().load(Files.readString(file));
    }

    /** Hands over every text of that key, at whatever depth. */
    private static void each(Object node, String key, Consumer<String> then) {
        if (node instanceof Map<?, ?> map) {
            if (map.get(key) instanceof String text) {
                then.accept(text);
            }
            map.values().forEach(value -> each(value, key, then));
        } else if (node instanceof Iterable<?> list) {
            list.forEach(value -> each(value, key, then));
        }
    }
}
