// One event stream for all tabs of this browser: browsers allow six connections to a host, and each tab would take one.
// A tab says which page it shows ("open"); the worker keeps one stream that carries the pages of all tabs.
"use strict";

const ports = new Map(); // port -> { key, seen }
const SILENCE = 15000; // the server beats every 5 s; after three missed beats the line is dead
const GONE = 180000; // a hidden tab's timers run once a minute; after three the tab is gone
let source = null;
let address = "";
let lastBeat = 0;
let retry = 0;
let timer = null;

function keys() {
    return [...new Set([...ports.values()].map((tab) => tab.key))].sort();
}

function tell(key, message) {
    for (const [port, tab] of ports) {
        if (key === null || tab.key === key) {
            port.postMessage(message);
        }
    }
}

function close() {
    if (source !== null) {
        source.close();
        source = null;
    }
}

function lost() {
    close();
    tell(null, { type: "error" });
    if (timer === null && ports.size > 0) {
        // 0.5 s, 1 s, 2 s, then every 4 s: a restarted server is found soon and a dead one is not hammered.
        timer = setTimeout(() => { timer = null; connect(); }, Math.min(4000, 500 * 2 ** retry));
        retry += 1;
    }
}

function connect() {
    close();
    const wanted = keys();
    if (wanted.length === 0) {
        return;
    }
    const stream = new EventSource(address + "?" + wanted.map((key) => "view=" + encodeURIComponent(key)).join("&"));
    source = stream;
    lastBeat = Date.now();
    stream.onopen = () => { retry = 0; lastBeat = Date.now(); tell(null, { type: "open" }); };
    stream.onerror = () => { if (source === stream) { lost(); } };
    stream.addEventListener("beat", (event) => { lastBeat = Date.now(); tell(null, { type: "beat", data: event.data }); });
    for (const key of wanted) {
        stream.addEventListener(key, (event) => { lastBeat = Date.now(); tell(key, { type: "message", data: event.data }); });
    }
}

setInterval(() => {
    const now = Date.now();
    let changed = false;
    for (const [port, tab] of ports) {
        if (now - tab.seen > GONE) {
            ports.delete(port);
            changed = true;
        }
    }
    if (changed) {
        connect();
    } else if (source !== null && now - lastBeat > SILENCE) {
        lost();
    }
}, 1000);

onconnect = (event) => {
    const port = event.ports[0];
    port.onmessage = (message) => {
        const said = message.data;
        if (said.type === "open") {
            address = said.address;
            ports.set(port, { key: said.key, seen: Date.now() });
            connect();
        } else if (said.type === "here" && ports.has(port)) {
            ports.get(port).seen = Date.now();
        } else if (said.type === "close" && ports.delete(port)) {
            connect();
        }
    };
};
