// The switch between light and dark, and a word when the server is gone. The pages work without it.
(function () {
    "use strict";

    var root = document.documentElement;
    var button = document.getElementById("theme");
    var banner = document.getElementById("banner");

    button.addEventListener("click", function () {
        var dark = root.dataset.theme
            ? root.dataset.theme === "dark"
            : window.matchMedia("(prefers-color-scheme: dark)").matches;
        root.dataset.theme = dark ? "light" : "dark";
        try {
            window.localStorage.setItem("mayfly-theme", root.dataset.theme);
        } catch (e) {
            // Storage may be forbidden; the choice lasts for this page.
        }
    });

    document.addEventListener("htmx:sendError", function () {
        banner.textContent = "Connection lost. Figures are from before. Trying again.";
        banner.hidden = false;
        root.dataset.link = "lost";
    });
    document.addEventListener("htmx:afterRequest", function (event) {
        if (event.detail.successful) {
            banner.hidden = true;
            delete root.dataset.link;
        }
    });
})();
