package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A part of a page that can be sent by itself.
 *
 * <p>A leaf is sent when its model differs from the one sent last. A fragment with members is sent
 * as a whole when its frame or the order or number of its members differs; otherwise its members
 * are compared one by one.
 *
 * @param id the id of the element it replaces
 * @param template the Thymeleaf fragment that draws it, for instance {@code parts/overview ::
 *     figures}
 * @param model what the template is given as {@code m}
 * @param frame what is drawn around the members; null for a leaf
 * @param members the parts inside, empty for a leaf
 */
public record Fragment(
        String id, String template, Object model, @Nullable Object frame, List<Fragment> members) {

    /** Copies the members. */
    public Fragment {
        members = List.copyOf(members);
    }

    /**
     * A fragment without members.
     *
     * @param id the id of the element it replaces
     * @param template the Thymeleaf fragment that draws it
     * @param model what the template is given
     * @return the fragment
     */
    public static Fragment leaf(String id, String template, Object model) {
        return new Fragment(id, template, model, null, List.of());
    }
}
