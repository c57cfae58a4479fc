// Runs before the first paint, so that a stored theme never flashes the other one.
(function () {
    "use strict";
    var root = document.documentElement;
    root.setAttribute("data-js", "");
    try {
        var stored = window.localStorage.getItem("mayfly-theme");
        if (stored === "light" || stored === "dark") {
            root.setAttribute("data-theme", stored);
        }
    } catch (e) {
        // Storage may be forbidden; the system's choice stands.
    }
})();
