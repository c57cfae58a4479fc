package dev.mayfly.house.rule;

import dev.mayfly.house.source.ParsedFile;
import dev.mayfly.house.source.Violation;

import java.util.List;

/** A rule over parsed sources. */
interface SourceRule {

    /** Returns every place where the rule is broken, empty when it holds. */
    List<Violation> check(List<ParsedFile> files);
}
