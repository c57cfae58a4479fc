// Sends a state dump by script where a filter in front of the console wants its token as a header: it does not read
// one out of a form with a file. Without such a filter, and without JavaScript, the form goes its own way.
(function () {
    "use strict";
    var form = document.getElementById("open-dump");
    if (!form) { return; }
    var tokens = [].filter.call(form.querySelectorAll("input[type=hidden]"), function (field) {
        return field.name !== "_mayfly";
    });
    if (tokens.length === 0) { return; }
    form.addEventListener("submit", function (event) {
        event.preventDefault();
        var headers = { Accept: "text/html" };
        tokens.forEach(function (field) {
            headers["X-CSRF-TOKEN"] = field.value;
            headers["X-XSRF-TOKEN"] = field.value;
        });
        fetch(form.action, { method: "POST", body: new FormData(form), headers: headers, credentials: "same-origin" })
            .then(function (answer) {
                if (answer.redirected) {
                    window.location.assign(answer.url);
                    return null;
                }
                return answer.text();
            })
            .then(function (html) {
                var main = html && new DOMParser().parseFromString(html, "text/html").querySelector("main");
                if (main) { document.querySelector("main").replaceWith(document.importNode(main, true)); }
            })
            .catch(function () { document.getElementById("announce").textContent = "The file could not be sent."; });
    });
})();
