// Merges what the server pushes into the page, keeps times ticking, and says when the line is dead.
// Everything here is comfort: the pages can be read, and forms sent, without it.
(function () {
    "use strict";

    var root = document.documentElement;
    var held = new Map(); // by id: lists that came while the pointer or the keyboard was in the list on screen
    var lastNews = Date.now();
    var clockOffset = 0; // server's clock minus the browser's
    var lostTimer = null;
    var frozen = null; // while the page is held still: the latest of each part that came, in the order they came
    var waiting = 0; // how many changes have come since
    var STALE = 15000; // the server beats every 5 s: after three missed beats what is shown is old

    // ---- one stream for all tabs --------------------------------------------------------------------------------

    /** Looks like an EventSource to htmx, and is a line to the worker that owns the only real one. */
    function SharedSource(url) {
        var self = this;
        var parsed = new URL(url, window.location.href);
        this.readyState = EventSource.CONNECTING;
        this.listeners = {};
        this.worker = new SharedWorker(document.body.dataset.worker, { name: "mayfly-stream" });
        this.port = this.worker.port;
        this.port.onmessage = function (event) { self.receive(event.data); };
        this.hello = function () {
            self.port.postMessage({ type: "open", address: parsed.origin + parsed.pathname, key: parsed.searchParams.get("view") });
        };
        this.hello();
        this.alive = window.setInterval(function () { self.port.postMessage({ type: "here" }); }, 20000);
        window.addEventListener("pagehide", function () { self.port.postMessage({ type: "close" }); });
        window.addEventListener("pageshow", function (event) { if (event.persisted) { self.hello(); } });
    }
    SharedSource.prototype.addEventListener = function (name, listener) {
        (this.listeners[name] = this.listeners[name] || []).push(listener);
    };
    SharedSource.prototype.removeEventListener = function (name, listener) {
        this.listeners[name] = (this.listeners[name] || []).filter(function (each) { return each !== listener; });
    };
    SharedSource.prototype.close = function () {
        this.readyState = EventSource.CLOSED;
        window.clearInterval(this.alive);
        this.port.postMessage({ type: "close" });
    };
    SharedSource.prototype.receive = function (said) {
        if (said.type === "open") {
            this.readyState = EventSource.OPEN;
            if (this.onopen) { this.onopen(new Event("open")); }
        } else if (said.type === "error") {
            this.readyState = EventSource.CONNECTING;
            lost();
        } else if (said.type === "beat") {
            beat(said.data);
        } else {
            (this.listeners[said.type] || []).forEach(function (listener) { listener(new MessageEvent(said.type, { data: said.data })); });
        }
    };

    /** For browsers without shared workers: a stream for this tab alone, with its page's events under one name. */
    function plainSource(url) {
        var source = new EventSource(url);
        var key = new URL(url, window.location.href).searchParams.get("view");
        source.addEventListener(key, function (event) { source.dispatchEvent(new MessageEvent("message", { data: event.data })); });
        source.addEventListener("beat", function (event) { beat(event.data); });
        return source;
    }

    htmx.createEventSource = function (url) {
        return "SharedWorker" in window ? new SharedSource(url) : plainSource(url);
    };

    // ---- the line's state ---------------------------------------------------------------------------------------

    function mark(state, word) {
        var live = document.getElementById("live");
        root.dataset.link = state;
        if (live) {
            live.dataset.state = state;
            live.querySelector(".live-word").textContent = word;
        }
    }

    function beat(data) {
        news();
        clockOffset = Number(data) - lastNews;
    }

    function news() {
        lastNews = Date.now();
        if (root.dataset.link === "stale") { open(); }
    }

    function banner(text) {
        var element = document.getElementById("banner");
        element.textContent = text;
        element.hidden = false;
    }

    /** A line may be open and bring nothing: a proxy holds it, or this computer has slept. */
    function watch() {
        if (root.dataset.link === "live" && Date.now() - lastNews > STALE) {
            mark("stale", "Not live");
            banner("No news since " + new Date(lastNews).toLocaleTimeString() + ". Figures are from then.");
        }
    }

    function open() {
        window.clearTimeout(lostTimer);
        lostTimer = null;
        if (!document.getElementById("banner").hidden) {
            document.getElementById("banner").hidden = true;
            document.getElementById("announce").textContent = "Connected again.";
        }
        mark("live", "Live");
    }

    function lost() {
        if (lostTimer !== null || root.dataset.link === "lost") {
            return;
        }
        // A server that restarts a stream in passing is no news; two seconds without one are.
        lostTimer = window.setTimeout(function () {
            mark("lost", "Not live");
            banner("Connection lost. Figures are from " + new Date(lastNews).toLocaleTimeString() + ". Trying again.");
        }, 2000);
    }

    document.addEventListener("htmx:sseOpen", open);
    document.addEventListener("htmx:sseError", function (event) { event.preventDefault(); lost(); });

    // ---- merging ------------------------------------------------------------------------------------------------

    function busy(list) {
        return list.matches(":hover") || list.contains(document.activeElement);
    }

    function ids(list) {
        return [].map.call(list.querySelectorAll("tbody > tr[id], .list > li[id], .frames > li[id]"), function (row) { return row.id; });
    }

    /** Whether a row would come, go or change its place; what only changes in place moves nothing. */
    function moves(list, fresh) {
        return ids(list).join(" ") !== ids(fresh).join(" ");
    }

    function hold(list, fresh) {
        var before = new Set(ids(list));
        var count = ids(fresh).filter(function (id) { return !before.has(id); }).length;
        held.set(fresh.id, fresh);
        var note = list.querySelector("[data-held]"); // of a short list, which has no button; the merge takes it away
        if (note) {
            set(note, note.dataset.held || (count === 0 ? "Held still" : count + " new"));
            note.hidden = false;
            return;
        }
        var newer = document.getElementById("newer");
        if (newer) {
            newer.querySelector("button").textContent = count === 0 ? "Refresh the list" : count + " new";
            newer.hidden = false;
        }
    }

    function drop(id) {
        var newer = document.getElementById("newer");
        if (held.delete(id) && newer) { newer.hidden = true; }
    }

    function release(id) {
        var fresh = held.get(id);
        if (fresh === undefined || frozen !== null) {
            return;
        }
        drop(id);
        merge(document.getElementById(id), fresh);
    }

    function merge(target, fresh) {
        var followed = target.querySelector("#log-lines");
        var atEnd = followed && followed.scrollHeight - followed.scrollTop - followed.clientHeight < 24;
        var states = new Map();
        var rows = target.matches("tr") ? [target] : target.querySelectorAll("tr[data-state]");
        [].forEach.call(rows, function (row) { states.set(row.id, row.dataset.state); });
        Idiomorph.morph(target, fresh, {
            morphStyle: "outerHTML",
            callbacks: {
                // What the reader has written stays written.
                beforeNodeMorphed: function (node) { return !(node.tagName === "INPUT" && node.type !== "hidden" && node.value !== node.defaultValue); },
                // What the reader opened stays open.
                beforeAttributeUpdated: function (name, node) { return !(name === "open" && node.tagName === "DETAILS"); }
            }
        });
        states.forEach(function (state, id) {
            var row = document.getElementById(id);
            if (row && row.dataset.state !== state) {
                row.classList.remove("glow");
                window.requestAnimationFrame(function () { row.classList.add("glow"); });
            }
        });
        var log = document.getElementById("log-lines");
        if (log && (atEnd || !followed)) {
            log.scrollTop = log.scrollHeight;
        }
        document.dispatchEvent(new CustomEvent("mayfly:merged")); // for what other scripts have made of the page
    }

    /** What grows or shrinks above the list, or the part of a job, that somebody is in does not move it: the page scrolls along. */
    function steady(change) {
        var focused = document.activeElement && document.activeElement.closest("[data-rows]");
        var list = document.querySelector("[data-rows]:hover, .split section:hover") || focused;
        var before = list && list.getBoundingClientRect().top;
        change();
        if (list && list.isConnected) {
            var scroll = function () {
                window.scrollBy({ top: list.getBoundingClientRect().top - before, behavior: "instant" });
                return list.getBoundingClientRect().top - before;
            };
            var left = scroll();
            if (left > 0) { // beyond its end no page is scrolled
                document.body.style.minHeight = root.scrollHeight + left + "px";
                scroll();
            } else if (left < 0) { // nor beyond its beginning
                var main = document.querySelector("main").style;
                main.marginTop = (parseFloat(main.marginTop) || 0) - left + "px";
            }
        }
    }

    function closeGaps() {
        document.body.style.minHeight = "";
        document.querySelector("main").style.marginTop = "";
    }

    function receive(html) {
        news();
        var template = document.createElement("template");
        template.innerHTML = html;
        steady(function () {
            [].slice.call(template.content.children).forEach(function (wrapper) {
                var fresh = wrapper.content.firstElementChild;
                if (fresh.id === "store-gone") { store(fresh); } else if (frozen === null) { show(fresh); } else { keep(fresh); }
            });
        });
        if (frozen === null) { tick(); } else { count(); }
    }

    /** Whether the server reaches its store; a page that could not be made without it is fetched once it does. */
    function store(fresh) {
        var target = document.getElementById(fresh.id);
        if (fresh.hidden && document.querySelector("[data-comes-back]")) {
            window.location.reload();
        } else if (target !== null) {
            merge(target, fresh);
        }
    }

    function show(fresh) {
        var target = document.getElementById(fresh.id);
        if (target !== null) { // else a row that left this screen while its news was under way
            if (fresh.hasAttribute("data-rows") && busy(target) && moves(target, fresh)) {
                hold(target, fresh);
            } else {
                drop(fresh.id);
                merge(target, fresh);
            }
            if (fresh.tagName === "TR") {
                held.forEach(function (list) {
                    var row = list.querySelector("#" + CSS.escape(fresh.id));
                    if (row) { row.replaceWith(fresh.cloneNode(true)); }
                });
            }
        }
    }

    // ---- holding still ------------------------------------------------------------------------------------------

    /** Of each part the latest is kept, so that an hour costs no more than a minute. */
    function keep(fresh) {
        if (fresh.hasAttribute("data-rows")) {
            frozen.forEach(function (part, id) { if (part.tagName === "TR") { frozen.delete(id); } }); // they are in it
        }
        frozen.delete(fresh.id);
        frozen.set(fresh.id, fresh);
        waiting += 1;
    }

    function count() {
        set(document.getElementById("held-count"), waiting === 1 ? "1 change waits." : waiting + " changes wait.");
    }

    function freeze() {
        frozen = new Map();
        waiting = 0;
        count();
        document.getElementById("held-since").textContent = "Held still since " + new Date().toLocaleTimeString() + ".";
        heldBar(true);
    }

    function thaw() {
        var parts = frozen;
        frozen = null;
        parts.forEach(show);
        tick();
        heldBar(false);
    }

    function heldBar(on) {
        var button = document.getElementById("freeze");
        document.getElementById("held").hidden = !on;
        button.setAttribute("aria-pressed", String(on));
        root.toggleAttribute("data-frozen", on);
    }

    function toggleFreeze() {
        if (frozen === null) { freeze(); } else { thaw(); }
    }

    document.addEventListener("htmx:sseBeforeMessage", function (event) {
        event.preventDefault();
        receive(event.detail.data);
    });
    ["mouseout", "focusout"].forEach(function (leaving) {
        document.addEventListener(leaving, function (event) {
            var list = event.target.closest && event.target.closest("[data-rows], .split section");
            if (list) { window.setTimeout(function () { if (!busy(list)) { release(list.id); closeGaps(); } }, 120); }
        });
    });
    document.addEventListener("click", function (event) {
        if (event.target.closest("#newer button")) {
            if (frozen !== null) { thaw(); }
            Array.from(held.keys()).forEach(release);
        }
        [].forEach.call(document.querySelectorAll("details.confirm[open]"), function (open) {
            if (!open.contains(event.target)) { open.open = false; }
        });
    });
    document.addEventListener("keydown", function (event) {
        var open = document.querySelector("details.confirm[open]");
        if (event.key === "Escape" && open) {
            open.open = false;
            open.querySelector("summary").focus();
        }
    });

    // ---- times --------------------------------------------------------------------------------------------------

    function words(seconds) {
        function pair(a, unitA, b, unitB) { return b === 0 ? a + " " + unitA : a + " " + unitA + " " + b + " " + unitB; }
        if (seconds < 60) { return seconds + " s"; }
        if (seconds < 3600) { return pair(Math.floor(seconds / 60), "min", seconds % 60, "s"); }
        if (seconds < 86400) { return pair(Math.floor(seconds / 3600), "h", Math.floor(seconds % 3600 / 60), "min"); }
        return pair(Math.floor(seconds / 86400), "d", Math.floor(seconds % 86400 / 3600), "h");
    }

    function set(element, text) {
        if (element.textContent !== text) { element.textContent = text; }
    }

    function tick() {
        var now = Date.now() + clockOffset;
        [].forEach.call(document.querySelectorAll("time[data-ago]"), function (element) {
            var seconds = Math.trunc((now - Date.parse(element.dateTime)) / 1000);
            set(element, seconds === 0 ? "now" : seconds < 0 ? "in " + words(-seconds) : words(seconds) + " ago");
        });
        [].forEach.call(document.querySelectorAll("time[data-since]"), function (element) {
            set(element, words(Math.max(0, Math.floor((now - Date.parse(element.dateTime)) / 1000))));
        });
    }

    // While the line is dead or the page is held or out of a dump the figures stand still, and so do the times beside them.
    window.setInterval(function () {
        watch();
        if (frozen === null && !document.body.dataset.still && (root.dataset.link || "live") === "live") { tick(); }
    }, 1000);

    // ---- copying ------------------------------------------------------------------------------------------------

    function say(text) {
        var announce = document.getElementById("announce");
        if (announce) { announce.textContent = text; }
    }

    document.addEventListener("click", function (event) {
        var copier = event.target.closest("[data-copy]");
        if (copier === null) {
            return;
        }
        var source = document.getElementById(copier.dataset.copy);
        // Where the browser gives out no clipboard, as to pages without TLS, the text is marked at least.
        window.getSelection().selectAllChildren(source);
        if (navigator.clipboard) {
            navigator.clipboard.writeText(source.textContent).then(function () {
                set(copier, "Copied");
                say("Copied");
                window.setTimeout(function () { set(copier, "Copy"); }, 2000);
            }, function () { say("Marked: press the keys for copying"); });
        } else {
            say("Marked: press the keys for copying");
        }
    });

    // ---- theme --------------------------------------------------------------------------------------------------

    var button = document.getElementById("theme");
    if (button) {
        button.addEventListener("click", function () {
            var dark = root.dataset.theme ? root.dataset.theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
            root.dataset.theme = dark ? "light" : "dark";
            try { window.localStorage.setItem("mayfly-theme", root.dataset.theme); } catch (e) { /* not kept, then */ }
        });
    }

    ["freeze", "held-end"].forEach(function (id) {
        var freezer = document.getElementById(id);
        if (freezer) { freezer.addEventListener("click", toggleFreeze); }
    });

    var log = document.getElementById("log-lines");
    if (log) { log.scrollTop = log.scrollHeight; }
})();
