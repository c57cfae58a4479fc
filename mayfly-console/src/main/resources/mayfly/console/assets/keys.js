// Keys for those who live in the console; the sheet that "?" opens has them all. None acts while somebody types, none
// together with Ctrl, Alt or Cmd, and one tick in the sheet turns them off. Everything is reachable by Tab without them.
(function () {
    "use strict";

    var ROWS = "[data-rows] tbody > tr[id], .cards > .card, .list > li[id], .lint";
    var STORED = "mayfly-keys";
    var sheet = document.getElementById("keys");
    var toggle = document.getElementById("keys-on");
    var prefix = null; // the time at which "g" was pressed

    function on() {
        try { return window.localStorage.getItem(STORED) !== "off"; } catch (e) { return true; }
    }

    function click(selector) {
        var element = document.querySelector(selector);
        if (element !== null && !element.closest("[hidden]")) { element.click(); return true; }
        return false;
    }

    // ---- the sheet ----------------------------------------------------------------------------------------------

    toggle.checked = on();
    toggle.addEventListener("change", function () {
        try { window.localStorage.setItem(STORED, toggle.checked ? "on" : "off"); } catch (e) { /* not kept, then */ }
    });
    document.getElementById("keys-open").addEventListener("click", function () { sheet.showModal(); });
    sheet.addEventListener("click", function (event) {
        if (event.target === sheet) { sheet.close(); } // beside it
    });

    // ---- rows ---------------------------------------------------------------------------------------------------

    function step(by) {
        var rows = [].filter.call(document.querySelectorAll(ROWS), function (row) { return row.checkVisibility(); });
        if (rows.length === 0) {
            return;
        }
        var at = rows.findIndex(function (row) { return row.contains(document.activeElement); });
        var next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
        var target = next.querySelector("a.main-link, .main-link a, .name a") || next;
        if (target === next) { next.tabIndex = -1; }
        target.focus({ preventScroll: true });
        next.scrollIntoView({ block: "nearest" });
    }

    /** The row that the keyboard is in. */
    function tick() {
        var row = document.activeElement.closest("tr");
        var box = row && row.querySelector("input[type=checkbox]");
        if (box) { box.click(); }
    }

    // ---- the filter ---------------------------------------------------------------------------------------------

    function search() {
        var field = document.getElementById("job-filter");
        if (field === null) {
            window.location.assign(document.querySelector("a[data-go=j]").href + "#job-filter");
        } else {
            field.focus();
            field.select();
        }
    }

    // ---- keys ---------------------------------------------------------------------------------------------------

    function go(key) {
        return click("a[data-go=\"" + CSS.escape(key) + "\"]");
    }

    var ACTIONS = {
        "?": function () { sheet.showModal(); },
        "/": search,
        "f": function () { click("#freeze"); },
        "n": function () { click("#newer button"); },
        "j": function () { step(1); },
        "k": function () { step(-1); },
        "x": tick,
        "g": function () { prefix = Date.now(); }
    };

    document.addEventListener("keydown", function (event) {
        var typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing || sheet.open || !on()) {
            return;
        }
        var second = prefix !== null && Date.now() - prefix < 2000;
        prefix = null;
        if (second) {
            if (go(event.key)) { event.preventDefault(); }
        } else if (Object.hasOwn(ACTIONS, event.key)) {
            event.preventDefault();
            ACTIONS[event.key]();
        }
    });

    // An address may lead to something that is folded, or to a field.
    var wanted = window.location.hash.length > 1 ? document.getElementById(window.location.hash.slice(1)) : null;
    if (wanted !== null && wanted.tagName === "DETAILS") { wanted.open = true; }
    if (wanted !== null && wanted.id === "job-filter") { wanted.focus(); }
})();
