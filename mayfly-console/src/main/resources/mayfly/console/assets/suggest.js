// Suggests what can be typed into the filter, out of what the server has put into the page: nothing is asked for while
// somebody types. The field is a combobox as the ARIA practices describe it: the focus stays in it, arrows choose, Enter
// or Tab takes, Esc closes. Nothing is chosen until an arrow is pressed, so Enter finds what was typed. Without this the
// browser suggests whole conditions by itself.
(function () {
    "use strict";

    var MOST = 50; // more is not looked through, and not made
    var STATES = "state:"; // takes several, with commas
    var LABEL = "label:";
    var TIME = /^(after|before):(\d{1,5})$/;
    var BLANK = /[^\S\u00a0\u2007\u202f\ufeff]/; // as the server has it: those that hold words together are none
    var UNITS = { m: "minutes", h: "hours", d: "days", w: "weeks" };

    var box = document.getElementById("suggestions");
    if (box === null) {
        return;
    }
    var list = document.getElementById("suggestion-list");
    var note = box.querySelector("p");
    var announcement = null;
    var shown = []; // { typed, hint, begun }
    var active = -1;

    function field() {
        return document.getElementById("job-filter");
    }

    // ---- what there is ------------------------------------------------------------------------------------------

    /** A text as it is meant: without its quotes. */
    function bare(text) {
        return text.indexOf("\"") < 0 ? text : text.replace(/\\(.)|"/g, "$1");
    }

    /** What a part of a condition is compared by. */
    function plain(text) {
        return bare(text).toLowerCase();
    }

    function known() {
        return [].map.call(document.querySelectorAll("#job-conditions option, #seen-conditions option"), function (option) {
            var colon = option.value.indexOf(":") + 1;
            return {
                typed: option.value,
                hint: option.getAttribute("label") || "",
                qualifier: option.value.slice(0, colon),
                value: plain(option.value.slice(colon)),
                begun: colon === option.value.length
            };
        });
    }

    /** Those that begin with a text stand before those that have it further on. */
    function fitting(all, text, of) {
        var begin = all.filter(function (each) { return of(each).indexOf(text) === 0; });
        return begin.concat(all.filter(function (each) { return of(each).indexOf(text) > 0; }));
    }

    function value(each) {
        return each.value;
    }

    function ofStates(all, text) {
        var comma = text.lastIndexOf(",") + 1;
        var before = text.slice(0, comma);
        var given = before.toLowerCase().split(",");
        var rest = all.filter(function (each) { return given.indexOf(each.value) < 0; });
        return fitting(rest, plain(text.slice(comma)), value).map(function (each) {
            return { typed: STATES + before + each.value, hint: each.hint };
        });
    }

    /** The names of labels first, then the values of one. A name in quotes cannot stand alone: its conditions come whole. */
    function ofLabels(all, text) {
        var equals = text.indexOf("=");
        if (equals >= 0) {
            var name = text.slice(0, equals + 1);
            var of = all.filter(function (each) { return each.value.indexOf(name) === 0; });
            return fitting(of, text.slice(equals + 1), function (each) { return each.value.slice(name.length); });
        }
        var counts = new Map();
        var quoted = [];
        all.forEach(function (each) {
            var begin = each.typed.slice(0, each.typed.indexOf("=") + 1);
            if (begin.indexOf("\"") >= 0) {
                quoted.push(each);
            } else {
                counts.set(begin, (counts.get(begin) || 0) + 1);
            }
        });
        var names = Array.from(counts, function (entry) {
            var hint = entry[1] === 1 ? "1 value here" : entry[1] + " values here";
            return { typed: entry[0], hint: hint, value: plain(entry[0].slice(LABEL.length)), begun: true };
        });
        return fitting(names.concat(quoted), text, value);
    }

    function ofTimes(typed) {
        var time = TIME.exec(typed);
        return time === null ? [] : Object.keys(UNITS).map(function (unit) {
            return { typed: typed + unit, hint: time[2] + " " + UNITS[unit] + " ago" };
        });
    }

    /** What fits to what was typed of one condition. */
    function candidates(typed) {
        var all = known();
        var colon = typed.indexOf(":") + 1;
        if (colon === 0) {
            var text = plain(typed);
            var begun = all.filter(function (each) { return each.begun && each.qualifier.indexOf(text) === 0; });
            return text === "" ? begun : begun.concat(fitting(all.filter(function (each) { return !each.begun; }), text, value));
        }
        var qualifier = typed.slice(0, colon).toLowerCase();
        var rest = typed.slice(colon);
        var values = all.filter(function (each) { return !each.begun && each.qualifier === qualifier; });
        switch (qualifier) {
        case STATES: return ofStates(values, rest);
        case LABEL: return ofLabels(values, plain(rest));
        default: return fitting(values, plain(rest), value).concat(ofTimes(typed));
        }
    }

    // ---- what is typed ------------------------------------------------------------------------------------------

    /** The condition that the caret stands in: from the blank before it to the next. A blank in quotes is none. */
    function word() {
        var text = field().value;
        var caret = field().selectionStart;
        var start = 0;
        var end = text.length;
        var quoted = false;
        for (var i = 0; i < text.length; i += 1) {
            if (quoted && text[i] === "\\") {
                i += 1;
            } else if (text[i] === "\"") {
                quoted = !quoted;
            } else if (!quoted && BLANK.test(text[i])) {
                if (i >= caret) { end = i; break; }
                start = i + 1;
            }
        }
        return { start: start, end: end, typed: text.slice(start, caret) };
    }

    // ---- the list -----------------------------------------------------------------------------------------------

    function isOpen() {
        return !box.hidden;
    }

    function part(css, text) {
        var span = document.createElement("span");
        span.className = css;
        span.textContent = text;
        return span;
    }

    function item(each, index) {
        var element = document.createElement("li");
        element.id = "suggestion-" + index;
        element.setAttribute("role", "option");
        element.setAttribute("aria-selected", "false");
        element.append(part("mono", each.typed), part("hint small", each.hint));
        return element;
    }

    /** Below the field or, where there is no room, above it; never beyond the window. */
    function place() {
        var at = field().getBoundingClientRect();
        var height = window.visualViewport ? window.visualViewport.height : window.innerHeight;
        var below = height - at.bottom;
        var above = at.top - document.querySelector("header.bar").offsetHeight;
        var up = below < 200 && above > below;
        box.classList.toggle("above", up);
        list.style.maxHeight = Math.max(96, Math.min(320, (up ? above : below) - 48)) + "px";
    }

    function say(text) {
        window.clearTimeout(announcement);
        announcement = window.setTimeout(function () { document.getElementById("announce").textContent = text; }, 400);
    }

    function choose(index) {
        active = index;
        [].forEach.call(list.children, function (element, at) { element.setAttribute("aria-selected", String(at === index)); });
        if (index < 0) {
            field().removeAttribute("aria-activedescendant");
        } else {
            field().setAttribute("aria-activedescendant", "suggestion-" + index);
            list.children[index].scrollIntoView({ block: "nearest" });
        }
    }

    function close() {
        if (isOpen()) {
            choose(-1);
            box.hidden = true;
            field().setAttribute("aria-expanded", "false");
            window.clearTimeout(announcement);
        }
    }

    function refresh() {
        var typed = word().typed;
        var all = candidates(typed);
        if (all.length === 0 || (all.length === 1 && all[0].typed === typed)) {
            if (isOpen()) { close(); say("No suggestions"); }
            return;
        }
        shown = all.slice(0, MOST);
        list.replaceChildren.apply(list, shown.map(item));
        list.scrollTop = 0;
        note.firstElementChild.textContent = all.length > MOST ? MOST + " of " + all.length + " shown: type on. " : "";
        box.hidden = false;
        field().setAttribute("aria-expanded", "true");
        choose(-1);
        place();
        say(all.length === 1 ? "1 suggestion" : all.length + " suggestions");
    }

    function take(index) {
        var each = shown[index];
        var at = word();
        var input = field();
        var more = each.begun || BLANK.test(input.value.charAt(at.end)) ? "" : " ";
        if (input.value.length - (at.end - at.start) + each.typed.length + more.length > input.maxLength) {
            say("The field is full");
            return;
        }
        input.setRangeText(each.typed + more, at.start, at.end, "end");
        if (input.selectionEnd === input.value.length) { input.scrollLeft = input.scrollWidth; }
        if (each.begun) { refresh(); } else { close(); }
    }

    // ---- keys and pointer ---------------------------------------------------------------------------------------

    function step(by) {
        if (!isOpen()) { refresh(); }
        if (isOpen()) {
            choose(active < 0 ? (by > 0 ? 0 : shown.length - 1) : (active + by + shown.length) % shown.length);
        }
    }

    var KEYS = {
        ArrowDown: function () { step(1); return true; },
        ArrowUp: function () { step(-1); return true; },
        Enter: function () { return takeActive(); },
        Tab: function (event) { return !event.shiftKey && takeActive(); },
        Escape: function () { var was = isOpen(); close(); return was; } // the browser would empty the field
    };

    function takeActive() {
        if (active < 0) {
            close();
            return false;
        }
        take(active);
        return true;
    }

    document.addEventListener("keydown", function (event) {
        var plainKey = !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey;
        if (event.target === field() && plainKey && Object.hasOwn(KEYS, event.key) && KEYS[event.key](event)) {
            event.preventDefault();
        }
    });
    document.addEventListener("keyup", function (event) {
        if (event.target === field() && isOpen() && ["ArrowLeft", "ArrowRight", "Home", "End"].indexOf(event.key) >= 0) {
            refresh(); // the caret may stand in another condition now
        }
    });
    document.addEventListener("input", function (event) {
        if (event.target === field()) { refresh(); }
    });
    document.addEventListener("focusout", function (event) {
        if (event.target === field()) { close(); }
    });
    document.addEventListener("submit", close);
    document.addEventListener("click", function (event) {
        var chosen = event.target.closest("#suggestion-list > li");
        if (chosen !== null) {
            take([].indexOf.call(list.children, chosen));
        } else if (event.target === field()) {
            refresh();
        }
    });
    box.addEventListener("mousedown", function (event) { event.preventDefault(); }); // the focus stays in the field
    window.addEventListener("resize", function () { if (isOpen()) { place(); } });

    // ---- the field ----------------------------------------------------------------------------------------------

    /** What the server sends anew is an ordinary field, and is made a combobox again. */
    function dress() {
        var input = field();
        var wanted = {
            role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "suggestion-list",
            "aria-expanded": String(isOpen())
        };
        input.removeAttribute("list");
        Object.keys(wanted).forEach(function (name) {
            if (input.getAttribute(name) !== wanted[name]) { input.setAttribute(name, wanted[name]); }
        });
        if (active >= 0) { input.setAttribute("aria-activedescendant", "suggestion-" + active); }
    }

    document.addEventListener("mayfly:merged", dress);
    dress();
})();
