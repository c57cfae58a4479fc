package dev.mayfly.console.filter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What stands between two blanks.
 *
 * @param qualifier what stands before the first colon outside of quotes, in lower case; null for
 *     none
 * @param value the rest, its quotes taken away
 */
record FilterToken(@Nullable String qualifier, String value) {

    /** Cuts a text; what is wrong with it is added to the mistakes. */
    static List<FilterToken> cut(String typed, List<String> mistakes) {
        List<FilterToken> tokens = new ArrayList<>();
        String qualifier = null;
        var value = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (quoted && c == '\\' && i + 1 < typed.length()) {
                value.append(typed.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && Character.isWhitespace(c)) {
                if (begun) {
                    tokens.add(new FilterToken(qualifier, value.toString()));
                }
                qualifier = null;
                value.setLength(0);
                begun = false;
            } else if (!quoted && c == ':' && qualifier == null && isWord(value, typed, i)) {
                qualifier = value.toString().toLowerCase(Locale.ROOT);
                value.setLength(0);
            } else {
                value.append(c);
                begun = true;
            }
        }
        if (quoted) {
            mistakes.add("A quote is opened and not closed.");
        }
        if (begun) {
            tokens.add(new FilterToken(qualifier, value.toString()));
        }
        return tokens;
    }

    /** A quoted text before a colon is a text: it is just what was typed before. */
    private static boolean isWord(StringBuilder before, String typed, int colon) {
        return !before.isEmpty()
                && typed.startsWith(before.toString(), colon - before.length())
                && before.chars().allMatch(Character::isLetter);
    }
}
