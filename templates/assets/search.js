(() => {
const [form, q, status, list, further, more, older, slash, sample, unable] =
 "search q status results further more older slash result unable".split(" ").map(id => document.getElementById(id));
if (location.protocol == "file:") return; // no modules
const here = new URL(".", location).pathname, baseUrl = new URL("..", location).pathname;
const html = document.documentElement, {lang} = html, engines = {}, merged = {};
let known, found, shown, all, turn = 0;

// A module for each stemmer
async function engine(program, language) {
 const module = await import(`${here}pagefind.js?${program}`);
 html.lang = language; // read by Pagefind
 const made = module.createInstance({noWorker: true});
 html.lang = lang;
 await made.options({baseUrl});
 return made;
}

async function load(only, year) {
 known ??= await (await fetch("shards.json")).json();
 const due = [];
 let count = 0;
 older.hidden = true;
 for (const {shard, languages} of known.shards) {
  if (year && !shard.startsWith(year)) continue;
  if (!(older.hidden = all || count < 12e3)) break; // enough at first
  for (const language in languages) {
   if (only && language != only.toLowerCase()) continue;
   count += languages[language];
   const program = known.programs[language];
   due.push(merged[shard + language] ??= (engines[program] ??= engine(program, language)).then(
    one => one.mergeIndex(`${here}${shard}/`, {language, baseUrl})));
  }
 }
 await Promise.all(due);
}

const asked = () => [...new FormData(form)].filter(one => one[1].trim());
const day = one => parseInt(one.id.slice(0, 4), 36); // ids begin with the date

async function search() {
 const mine = ++turn, {q: term = null, sort, ...filters} = Object.fromEntries(asked());
 list.replaceChildren();
 further.hidden = true;
 say("");
 if (!term && !Object.keys(filters)[0]) return;
 say("busy");
 await load(filters.language, filters.year);
 const answers = await Promise.all(Object.values(engines).map(async one => (await one).search(term, {filters})));
 if (mine != turn) return;
 found = answers.flatMap(one => one.results).sort((a, b) => (sort || !term) && (day(b) - day(a)) * (sort == "oldest" ? -1 : 1) || b.score - a.score);
 shown = 0;
 const {length} = found;
 say(length ? new Intl.PluralRules(lang).select(length) : "none", length.toLocaleString(lang));
 await show();
}

async function show() {
 const mine = turn, some = found.slice(shown, shown += 10);
 const pages = await Promise.all(some.map(one => one.data()));
 if (mine != turn) return;
 const items = pages.map((page, at) => item(page, day(some[at])));
 list.append(...items);
 further.hidden = (more.hidden = shown >= found.length) && older.hidden;
 return items[0];
}

function item({url, meta, filters, excerpt}, date) {
 const one = sample.content.firstElementChild.cloneNode(true);
 const [title, name, time, text] = one.querySelectorAll("a, bdi, time, p"), marks = new Set();
 title.textContent = meta.title;
 title.lang = text.lang = filters.language[0];
 excerpt.split(/<\/?mark>/).forEach((part, at) => {
  const node = document.createElement(at % 2 ? "mark" : "span");
  node.textContent = part.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
  if (at % 2) marks.add(encodeURIComponent(node.textContent).replace(/-/g, "%2D"));
  text.append(node);
 });
 title.href = url + (marks.size ? "#:~:text=" + [...marks].join("&text=") : "")
 filters.publisher ? name.textContent = filters.publisher : name.remove();
 const m = (date >> 5) % 13, d = date & 31, when = new Date(Date.UTC(date / 416, m && m - 1, d || 1));
 const parts = {year: "numeric", month: m ? "long" : void 0, day: d ? "numeric" : void 0, timeZone: "UTC"};
 date ? time.textContent = when.toLocaleDateString(lang, parts) : time.remove();
 return one;
}

const say = (what, count) => status.textContent = what && status.dataset[what].replace("{}", count);
function read() {
 for (const one of form) one.value = new URLSearchParams(location.search).get(one.name) || "";
 search();
}
form.onsubmit = event => {
 event.preventDefault();
 history.pushState(0, "", "?" + new URLSearchParams(asked()));
 all = false;
 search();
};
form.onchange = event => event.target != q && form.requestSubmit();
more.onclick = async () => (await show())?.querySelector("a").focus();
older.onclick = () => {all = true; search(); q.focus();};
onpopstate = read;
onunhandledrejection = () => say("failed", ++turn);
try {slash.checked = !localStorage.noSlash;} catch {}
slash.onchange = () => localStorage.noSlash = slash.checked ? "" : 1;
unable.hidden = !(form.hidden = slash.closest("p").hidden = false);
if (location.hash) q.focus();
read();
})();
