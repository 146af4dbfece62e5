// Loads the page again when it has changed, and shows what the last build found. Never part of a built archive.
const { mark, events, style } = document.currentScript.dataset;
let source;

function listen() {
  source = new EventSource(events);
  source.onmessage = ({ data }) => {
    const told = JSON.parse(data);
    if (told.mark === mark) return show(told);
    rest();
    location.reload();
  };
}

// A browser keeps six connections to a server, and an editor more pages than that.
function rest() {
  source?.close();
  source = undefined;
}

function attend() {
  if (document.hidden) rest();
  else if (!source) listen();
}

document.addEventListener("visibilitychange", attend);
addEventListener("pagehide", rest);
addEventListener("pageshow", attend);
attend();

let panel;
const FOLDED = "kursk-archive-folded";

function show({ findings, more }) {
  panel?.remove();
  panel = undefined;
  if (!findings.length) return;
  const said = JSON.stringify(findings);
  const errors = findings.filter((one) => one.severity === "error").length;
  const open = errors > 0 && sessionStorage.getItem(FOLDED) !== said;
  const heading = make("summary", { textContent: counted(errors, findings.length - errors, more) });
  const details = make("details", { open, className: errors ? "broken" : "" }, heading, list(findings, more));
  heading.addEventListener("click", () => sessionStorage.setItem(FOLDED, details.open ? said : ""));
  panel = make("aside", { id: "kursk-archive-preview" });
  panel.setAttribute("aria-label", "Findings of the last build");
  panel.attachShadow({ mode: "open" }).append(make("link", { rel: "stylesheet", href: style }), details);
  document.body.append(panel);
}

function counted(errors, warnings, more) {
  const parts = [[errors, "error"], [warnings, "warning"]].filter(([count]) => count);
  const said = parts.map(([count, name]) => `${count} ${name}${count === 1 ? "" : "s"}`).join(", ");
  return more ? `${said} and ${more} more findings` : said;
}

function list(findings, more) {
  const rows = findings.map(({ severity, place, message, hint }) =>
    make(
      "li",
      { className: severity },
      make("b", { textContent: severity }),
      make("code", { textContent: place }),
      make("p", { textContent: message }),
      make("p", { className: "hint", textContent: hint }),
    ),
  );
  if (more) rows.push(make("li", { textContent: `and ${more} more in the terminal` }));
  return make("ul", { role: "list" }, ...rows);
}

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
