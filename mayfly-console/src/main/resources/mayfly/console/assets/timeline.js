// Dragging across the timeline looks at that stretch; keys move the picture while it has the focus.
// The links above the picture do the same without this.
(function () {
    "use strict";

    var stage = document.getElementById("line-stage");
    if (stage === null) {
        return;
    }
    var box = document.getElementById("line-selection");
    var drag = null;

    /** The picture below a pointer, and what it shows: it may be drawn anew before the pointer is lifted. */
    function grab(event) {
        var picture = event.target.closest(".line-picture");
        var chart = document.getElementById("line-chart");
        if (picture === null || event.button !== 0 || event.pointerType === "touch") {
            return null;
        }
        var bounds = picture.getBoundingClientRect();
        return {
            left: bounds.left, width: bounds.width, x: event.clientX,
            from: Number(chart.dataset.from), span: Number(chart.dataset.span), zoom: chart.dataset.zoom
        };
    }

    function within(x) {
        return Math.min(drag.left + drag.width, Math.max(drag.left, x));
    }

    stage.addEventListener("pointerdown", function (event) {
        drag = grab(event);
        if (drag !== null) {
            event.preventDefault(); // no text is selected
            stage.focus({ preventScroll: true });
            stage.setPointerCapture(event.pointerId);
        }
    });
    stage.addEventListener("pointermove", function (event) {
        if (drag === null) {
            return;
        }
        var origin = stage.getBoundingClientRect().left;
        var one = within(drag.x);
        var other = within(event.clientX);
        box.hidden = Math.abs(one - other) < 4;
        box.style.left = Math.min(one, other) - origin + "px";
        box.style.width = Math.abs(one - other) + "px";
    });
    stage.addEventListener("pointerup", function (event) {
        if (drag === null) {
            return;
        }
        var one = within(drag.x);
        var other = within(event.clientX);
        if (Math.abs(one - other) >= 4) {
            var micros = function (x) { return Math.round(drag.from + drag.span * (x - drag.left) / drag.width); };
            var begin = micros(Math.min(one, other));
            var end = micros(Math.max(one, other));
            window.location.assign(drag.zoom + Math.max(10, end - begin) + "us&until=" + end);
        }
        drag = null;
        box.hidden = true;
    });
    stage.addEventListener("pointercancel", function () { drag = null; box.hidden = true; });

    stage.addEventListener("keydown", function (event) {
        if (event.ctrlKey || event.metaKey || event.altKey || event.target !== stage) {
            return;
        }
        var key = event.key === "=" ? "+" : event.key;
        var link = document.querySelector("#line-tools a[data-key=\"" + CSS.escape(key) + "\"]");
        if (link !== null) {
            event.preventDefault();
            window.location.assign(link.href + "#line-stage");
        }
    });
    // After a move by key, the next one works at once.
    if (window.location.hash === "#line-stage") {
        stage.focus();
    }
})();
