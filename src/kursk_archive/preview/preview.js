// Reloads the page when it has changed, and shows the findings of the last build
// and what a build would change. Never part of a built archive.
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
const OPENED = "kursk-archive-changes";

function show({ findings, more, changes, changeCounts }) {
  panel?.remove();
  panel = undefined;
  const parts = [];
  if (findings.length) parts.push(showFindings(findings, more));
  if (changes.length) parts.push(showChanges(changes, changeCounts));
  if (!parts.length) return;
  panel = createElement("aside", { id: "kursk-archive-preview" });
  panel.setAttribute("aria-label", "Preview");
  panel.attachShadow({ mode: "open" }).append(createElement("link", { rel: "stylesheet", href: style }), ...parts);
  document.body.append(panel);
}

function showFindings(findings, more) {
  const serialised = JSON.stringify(findings);
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const open = errors > 0 && sessionStorage.getItem(FOLDED) !== serialised;
  const heading = createElement("summary", { textContent: countText(errors, findings.length - errors, more) });
  const details = createElement("details", { open, className: errors ? "broken" : "" }, heading, createList(findings, more));
  heading.addEventListener("click", () => sessionStorage.setItem(FOLDED, details.open ? serialised : ""));
  return details;
}

// Folded until somebody opens it: while an article is written, there is always a change.
function showChanges(changes, counts) {
  const names = { released: "released", withheld: "withheld", removed: "removed", published: "new", moved: "moved", changed: "changed" };
  const text = Object.entries(names).filter(([kind]) => counts[kind]).map(([kind, name]) => `${counts[kind]} ${name}`).join(", ");
  const heading = createElement("summary", { textContent: `If you build now: ${text}` });
  const takesAway = counts.released || counts.withheld || counts.removed;
  const open = sessionStorage.getItem(OPENED) === "yes";
  const details = createElement("details", { open, className: takesAway ? "changes broken" : "changes" }, heading);
  details.addEventListener("toggle", () => sessionStorage.setItem(OPENED, details.open ? "yes" : ""));
  const rows = changes.map(({ kind, words, title, path, page, details: more }) =>
    createElement(
      "li",
      { className: kind },
      page ? createElement("a", { href: `/${encodeURI(page)}`, textContent: title }) : createElement("b", { textContent: title }),
      ` ${words}${more ? `: ${more}` : ""} `,
      createElement("code", { textContent: path }),
    ),
  );
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total > rows.length) rows.push(createElement("li", { textContent: `and ${total - rows.length} more; see build --dry-run` }));
  details.append(createElement("ul", { role: "list" }, ...rows));
  return details;
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
