// Remembers which rows of a list are ticked, whatever the server sends meanwhile, and says how many. A row that has left
// the list stays ticked until it is unticked with all others: it is named, and sent with the rest. Nothing is remembered
// when the page is left. Without this the rows that are there are ticked and sent as any form is.
(function () {
    "use strict";

    var MOST_NAMED = 3;
    var ticked = new Map(); // by id: what the row is called

    function form() {
        return document.getElementById("ticks");
    }

    function boxes() {
        return [].slice.call(document.querySelectorAll("#rows input[name=job]"));
    }

    function name(box) {
        return box.parentElement.textContent.trim().replace(/^Tick /, "");
    }

    function set(element, text) {
        if (element.textContent !== text) { element.textContent = text; }
    }

    function named(names) {
        var more = names.length - MOST_NAMED;
        return names.slice(0, MOST_NAMED).join(", ") + (more > 0 ? " and " + more + " more" : "");
    }

    /** Rows that have left the list have no box of their own any more: their ids are hidden fields. */
    function carry(gone) {
        [].forEach.call(form().querySelectorAll("[data-gone]"), function (field) { field.remove(); });
        gone.forEach(function (id) {
            var field = document.createElement("input");
            field.type = "hidden";
            field.name = "job";
            field.value = id;
            field.dataset.gone = "";
            form().append(field);
        });
    }

    /** What is too much is said, and not sent. */
    function tell(gone) {
        var most = Number(form().dataset.most);
        var many = ticked.size > most;
        set(document.getElementById("ticks-count"), ticked.size === 0 ? "No row is ticked" : ticked.size === 1 ? "1 row is ticked" : ticked.size + " rows are ticked");
        set(document.getElementById("ticks-gone"), [
            gone.length === 0 ? "" : "No longer in this list: " + named(gone.map(function (id) { return ticked.get(id); })) + ".",
            many ? "At most " + most + " at once: untick some, or filter the list and act on all of it." : ""
        ].join(" ").trim());
        [].forEach.call(form().querySelectorAll("button[name=verb]"), function (button) { button.disabled = many; });
        form().toggleAttribute("data-some", ticked.size > 0);
    }

    /** Makes the page say what is remembered. */
    function show() {
        if (form() === null) {
            return;
        }
        var here = boxes();
        var ids = new Set(here.map(function (box) { return box.value; }));
        here.forEach(function (box) {
            box.checked = ticked.has(box.value);
            if (box.checked) { ticked.set(box.value, name(box)); }
        });
        var all = document.getElementById("tick-all");
        if (all !== null) {
            var some = here.filter(function (box) { return box.checked; }).length;
            all.checked = some === here.length;
            all.indeterminate = some > 0 && some < here.length;
        }
        var gone = Array.from(ticked.keys()).filter(function (id) { return !ids.has(id); });
        carry(gone);
        tell(gone);
    }

    function mark(box, on) {
        if (on) { ticked.set(box.value, name(box)); } else { ticked.delete(box.value); }
    }

    /** The bar may not have been there before, and what was not there is not read out. */
    function announce() {
        document.getElementById("announce").textContent = document.getElementById("ticks-count").textContent;
    }

    document.addEventListener("change", function (event) {
        if (event.target.id === "tick-all") {
            boxes().forEach(function (box) { mark(box, event.target.checked); });
            show();
            announce();
        } else if (event.target.matches("#rows input[name=job]")) {
            mark(event.target, event.target.checked);
            show();
            announce();
        }
    });
    document.addEventListener("click", function (event) {
        if (event.target.closest("#ticks-none") !== null) {
            ticked.clear();
            show();
            document.getElementById("content").focus({ preventScroll: true }); // what had the focus is gone
        }
    });
    document.addEventListener("mayfly:merged", show);

    // A browser that goes back may have kept the ticks.
    function begin() {
        boxes().forEach(function (box) { if (box.checked) { mark(box, true); } });
        show();
    }
    window.addEventListener("pageshow", begin);
    begin();
})();
