// Searches the indexes that lie beside this page. Nothing of them is loaded before somebody searches.
(() => {
  const [form, field, status, list, further, more, older, slash] =
    ["search", "q", "status", "results", "further", "more", "older", "slash"].map(id => document.getElementById(id));
  if (!location.protocol.startsWith("http") || !window.WebAssembly) return; // browsers load no module from a disk
  const here = new URL(".", location).pathname, base = new URL("..", location).pathname;
  const PAGE = 10, SCOPE = 12000; // results at a time; articles that a first search looks through, for the newest
  const html = document.documentElement, spoken = html.lang;
  const engines = {};
  let known, found = [], shown = 0, turn = 0, all = false;

  // A module can read the words of one program's languages, so each program has a module, told apart by its address.
  const engine = async (program, language) => {
    const { createInstance } = await import(`${here}pagefind.js?${program}`);
    html.lang = language; // Pagefind looks at it while the instance is made, and takes its program by it
    const made = createInstance({ noWorker: true });
    html.lang = spoken;
    await made.options({ baseUrl: base });
    return { made, merged: {} };
  };

  const load = async ({ language: only, year }) => {
    const { programs, shards } = known ??= await (await fetch("shards.json")).json();
    let count = 0, whole = true;
    const waiting = [];
    for (const { shard, languages } of shards) {
      if (year && !shard.startsWith(year)) continue;
      if (count > SCOPE && !all) { whole = false; break; }
      for (const language in languages) {
        if (only && language != only.toLowerCase()) continue;
        count += languages[language];
        const program = programs[language], one = engines[program] ??= engine(program, language);
        waiting.push(one.then(({ made, merged }) =>
          merged[shard + language] ??= made.mergeIndex(`${here}${shard}/`, { language, baseUrl: base })));
      }
    }
    await Promise.all(waiting);
    return whole;
  };

  const search = async () => {
    const mine = ++turn, { q, sort, ...asked } = Object.fromEntries(new FormData(form));
    const filters = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
    const words = q.trim() || null;
    list.replaceChildren();
    further.hidden = true;
    if (!words && !Object.keys(filters).length) return void (status.textContent = "");
    status.textContent = status.dataset.busy;
    const whole = await load(filters);
    const answers = await Promise.all(Object.values(engines).map(async one => (await one).made.search(words, { filters })));
    if (mine != turn) return;
    found = answers.flatMap(one => one.results).sort((a, b) => b.score - a.score);
    // A result's name begins with its date.
    const day = one => one.id.slice(0, 4), way = sort == "oldest" ? -1 : 1;
    if (sort || !words) found.sort((a, b) => day(a) < day(b) ? way : day(a) > day(b) ? -way : 0);
    shown = 0;
    older.hidden = whole;
    status.textContent = status.dataset.found.replace("{}", found.length.toLocaleString(spoken));
    await show();
  };

  const show = async () => {
    const mine = turn, some = found.slice(shown, shown += PAGE), pages = await Promise.all(some.map(one => one.data()));
    if (mine != turn) return;
    const items = pages.map((page, at) => item(page, parseInt(some[at].id.slice(0, 4), 36)));
    list.append(...items);
    more.hidden = shown >= found.length;
    further.hidden = more.hidden && older.hidden;
    return items[0];
  };

  const item = ({ url, meta, filters, excerpt }, day) => {
    const one = document.getElementById("result").content.cloneNode(true).firstChild;
    const [title, publisher, time, text] = one.querySelectorAll("a, bdi, time, p");
    title.textContent = meta.title;
    title.lang = text.lang = filters.language[0];
    title.dir = text.dir = "auto";
    const marked = new Set();
    excerpt.split(/<\/?mark>/).forEach((part, at) => {
      part = part.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
      if (!(at % 2)) return text.append(part);
      text.append(Object.assign(document.createElement("mark"), { textContent: part }));
      marked.add(part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""));
    });
    // The browser itself marks these words in the article.
    const wanted = [...marked].map(word => "text=" + encodeURIComponent(word).replace(/-/g, "%2D"));
    title.href = url + (wanted.length ? "#:~:" + wanted.join("&") : "");
    publisher.textContent = filters.publisher?.[0] ?? "";
    if (!publisher.textContent) publisher.remove();
    if (!day) return time.remove(), one;
    const [y, m, d] = [Math.floor(day / 416), Math.floor(day / 32) % 13, day % 32];
    const format = { year: "numeric", month: m ? "long" : undefined, day: d ? "numeric" : undefined, timeZone: "UTC" };
    time.textContent = new Date(Date.UTC(y, (m || 1) - 1, d || 1)).toLocaleDateString(spoken, format);
    time.dateTime = [String(y).padStart(4, 0), m, d].filter(String).filter(Boolean).map(part => String(part).padStart(2, 0)).join("-");
    return one;
  };

  const fail = () => { turn++; status.textContent = status.dataset.failed; };
  const run = () => { search().catch(fail); };
  const read = () => {
    const asked = new URLSearchParams(location.search);
    for (const one of form.elements) if (one.name) one.value = asked.get(one.name) ?? "";
    run();
  };
  const ask = event => {
    event.preventDefault();
    const asked = [...new FormData(form)].filter(([, value]) => value);
    history.pushState(null, "", "?" + new URLSearchParams(asked));
    all = false;
    run();
  };

  addEventListener("unhandledrejection", fail);
  addEventListener("popstate", read);
  form.addEventListener("submit", ask);
  form.addEventListener("change", event => { if (event.target != field) ask(event); });
  more.onclick = () => show().then(first => first?.querySelector("a").focus()).catch(fail);
  older.onclick = () => { all = true; list.focus(); run(); };
  try { slash.checked = localStorage.getItem("kursk-archive-slash") != "off"; } catch { /* nothing is kept here */ }
  slash.onchange = () => { localStorage.setItem("kursk-archive-slash", slash.checked ? "on" : "off"); };
  form.hidden = slash.closest("p").hidden = false;
  document.getElementById("unable").hidden = true;
  if (location.hash == "#q") field.focus();
  read();
})();
