// Reloads the page when it has changed, and shows the findings of the last build. Never part of a built archive.
const { version, events, style } = document.currentScript.dataset;
let source;

function connect() {
  source = new EventSource(events);
  source.onmessage = ({ data }) => {
    const notice = JSON.parse(data);
    if (notice.version === version) return show(notice);
    disconnect();
    location.reload();
  };
}

// A browser opens at most six connections to a server; hidden pages leave them to the visible one.
function disconnect() {
  source?.close();
  source = undefined;
}

function connectIfVisible() {
  if (document.hidden) disconnect();
  else if (!source) connect();
}

document.addEventListener("visibilitychange", connectIfVisible);
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connectIfVisible);
connectIfVisible();

let panel;
const FOLDED = "kursk-archive-folded";

function show({ findings, more }) {
  panel?.remove();
  panel = undefined;
  if (!findings.length) return;
  const serialised = JSON.stringify(findings);
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const open = errors > 0 && sessionStorage.getItem(FOLDED) !== serialised;
  const heading = createElement("summary", { textContent: countText(errors, findings.length - errors, more) });
  const details = createElement("details", { open, className: errors ? "broken" : "" }, heading, createList(findings, more));
  heading.addEventListener("click", () => sessionStorage.setItem(FOLDED, details.open ? serialised : ""));
  panel = createElement("aside", { id: "kursk-archive-preview" });
  panel.setAttribute("aria-label", "Findings of the last build");
  panel.attachShadow({ mode: "open" }).append(createElement("link", { rel: "stylesheet", href: style }), details);
  document.body.append(panel);
}

function countText(errors, warnings, more) {
  const parts = [[errors, "error"], [warnings, "warning"]].filter(([count]) => count);
  const counts = parts.map(([count, name]) => `${count} ${name}${count === 1 ? "" : "s"}`).join(", ");
  return more ? `${counts} and ${more} more findings` : counts;
}

function createList(findings, more) {
  const rows = findings.map(({ severity, place, message, hint }) =>
    createElement(
      "li",
      { className: severity },
      createElement("b", { textContent: severity }),
      createElement("code", { textContent: place }),
      createElement("p", { textContent: message }),
      createElement("p", { className: "hint", textContent: hint }),
    ),
  );
  if (more) rows.push(createElement("li", { textContent: `and ${more} more in the terminal` }));
  return createElement("ul", { role: "list" }, ...rows);
}

function createElement(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
