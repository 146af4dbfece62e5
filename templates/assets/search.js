// The search. Its index is in scripts, which pages may load from a disk, too. All forms of a word are in one file.
{
const html = document.documentElement, {lang} = html;
html.classList.add("scripted", ...(location.search ? ["asked"] : [])); // before anything is shown, so that nothing moves

// Words, as `search/words.py` has them
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’‘ʼ`´′\u00ad\u200b-\u200d\u2060\ufeff]{1,3}[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;
const PLAIN = {ё: "е", ґ: "г", ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ς: "σ"};
const MARKS = /(?<![иу])\u0306|(?<!і)\u0308|(?![\u0306\u0308])[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g;
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/;
const ALTERNATING = {і: "о", ї: "о", є: "о", е: "о", к: "ц", г: "з", х: "с"};
function fold(raw) {
 let word = raw.normalize("NFKC").toLowerCase().replace(/['’‘ʼ`´′\u00ad\u200b-\u200d\u2060\ufeff\s]+/g, "");
 if (/[^\0-\x7f]/.test(word)) {
  word = word.replace(/[ёґßæœøłđıς]/g, letter => PLAIN[letter]).normalize("NFD").replace(MARKS, "").normalize("NFC");
  if (UNSPACED.test(word)) return [...word];
 }
 return word ? [word] : [];
}
const wordsOf = text => (text.match(WORD) || []).flatMap(fold);
const bucketOf = (word, buckets) => [...word].slice(0, 3).reduce((sum, letter) => sum * 31 + (ALTERNATING[letter] || letter).codePointAt(), 0) % buckets;

// What forms of a word have in common: Ukrainian and Russian endings of nouns, those of verbs, and English ones
const NOUN = /^(.{3,}?)(?:(?:[оеєії]в)?(?:[ая]ми|[ая][мх]|[оеєиыії]м|[оеє]ю|ью|ією|[оеєі]й|и[ей]|ый|[иыії]х|[иыі]ми|ь?ого|его|ь?ому|ему|[ая]я|[ую]ю|ое|ее|[ыи]е|ої|[иі][аяуюиїеє]|и[ея][мй]|[иі]ям|[иі]ями|[иі]ях|[аяуюіїиыеєоьй])|[оеєії]в)$/;
const VERB = /^(.{3,}?)(?:[ую]?в)?[аяиыіїуюе](?:ти|ть|л[аои]?|в(?:ши)?|є|[єеи]мо|[єеи]те|т|ешь|ишь)(?:с[яь])?$/;
const ENGLISH = /^(.{3,}?)(?:ies?|ied|y|ings?|ed|es|s|e|ly)$/;
const memo = make => {
 const made = new Map();
 return word => {
  if (!made.has(word)) made.set(word, make(word));
  return made.get(word);
 };
};
const stem = memo(word => {
 const cyrillic = /[а-яіїє]/.test(word);
 if (!cyrillic && (word == "news" || !/^[a-z]+$/.test(word))) return word;
 return word.replace(cyrillic ? NOUN : ENGLISH, "$1").replace(/(.)\1$/, "$1").replace(/[кгх]$/, letter => ALTERNATING[letter]);
});
const verbStem = memo(word => VERB.exec(word)?.[1]);
const consonants = memo(word => stem(word).replace(/[іїоеє]([^аеиоуіїєюяыэ]{1,2})$/, "$1"));
function likeness(word, asked) { // 1 for the same word, 0 for another one
 if (word == asked) return 1;
 const [one, other] = [stem(word), stem(asked)];
 if (one == other) return .9;
 if (verbStem(word) && verbStem(word) == verbStem(asked)) return .8;
 // A vowel changes or goes in the last syllable: рік, року; вітер, вітру
 if (/[а-яіїє]/.test(asked) && consonants(word) == consonants(asked) && (/[ії]/.test(one + other) || one.length != other.length)) return .6;
 return asked.length > 2 && word.startsWith(asked) ? .2 + .3 * asked.length / word.length : 0;
}
function distance(one, other, limit) { // letters that are wrong, missing, added or exchanged
 if (Math.abs(one.length - other.length) > limit) return limit + 1;
 let before, last = [...Array(other.length + 1).keys()];
 for (let i = 1; i <= one.length; i++) {
  const row = [i];
  for (let j = 1; j <= other.length; j++) {
   row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] != other[j - 1]));
   if (before && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
  }
  if (Math.min(...row) > limit) return limit + 1;
  [before, last] = [last, row];
 }
 return last.at(-1);
}

// Files
const received = {}, requests = {}, read = {};
window.archiveSearch = Object.assign((name, data) => received[name] = data, {wordsOf, bucketOf}); // what the files call
const load = (name, version) => requests[name] ??= new Promise((resolve, reject) => {
 const script = document.createElement("script");
 script.src = `${name}.js?${version}`;
 script.onload = () => name in received ? resolve(received[name]) : script.onerror();
 script.onerror = () => reject(delete requests[name]);
 document.head.append(script);
});
async function unpack(data) {
 const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt());
 return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
async function unpackAll(data) {
 const texts = await Promise.all(Object.values(data).map(unpack));
 return Object.fromEntries(Object.keys(data).map((segment, at) => [segment, texts[at]]));
}
// Segment → what a file of an index has of it
const readFile = ({name, version}, file) => read[`${name}/${file}`] ??= load(`${name}/${file}`, version).then(unpackAll).catch(error => {delete read[`${name}/${file}`]; throw error;});

const ENOUGH = 1e4; // articles that are searched at first
let indexes, due, starts, articles, filterIds, everything;
function choose() {
 let count = 0;
 due = indexes.filter(index => everything || count < ENOUGH && (count += index.articles));
}
async function number() { // the articles, by the days of each segment
 const chosen = due, files = await Promise.all(chosen.map(({days}) => unpackAll(days)));
 if (articles?.chosen == chosen.length) return;
 [starts, articles, filterIds] = [{}, [], null];
 articles.chosen = chosen.length;
 files.forEach((file, at) => Object.entries(file).forEach(([segment, text]) => {
  starts[segment] = articles.length;
  for (const [day, count] of text.split("\n").map(row => row.split(" ")))
   for (let n = 0; n < count; n++) articles.push({date: day == "undated" ? "" : day, file: `texts/${segment}/${day}-${n}`, version: chosen[at].version});
 }));
}
async function readFilters() { // filter → value → articles
 const made = {};
 for (const file of await Promise.all(due.map(index => readFile(index, "filters"))))
  for (const segment in file)
   for (const [name, values] of Object.entries(JSON.parse(file[segment])))
    for (const [value, steps] of Object.entries(values)) {
     let id = starts[segment];
     const ids = ((made[name] ??= {})[value] ??= new Set());
     for (const step of steps) ids.add(id += step);
    }
 made.year = {};
 articles.forEach(({date}, id) => date && (made.year[date.slice(0, 4)] ??= new Set()).add(id));
 filterIds = made;
}

// Questions
const NAMES = 64, LEAD = 256, TEXT = 512; // where the fields begin
const linesOf = text => text ? text.split("\n") : [];
function splitLine(line) { // a word, how it is written if otherwise, and its articles
 const [name, data] = line.split("\t"), [here, written = here] = name.split("=");
 return {here, written, data};
}
const fileOf = (word, index, kind = "words") => readFile(index, `${kind}-${bucketOf(word, index[kind])}`);
// Returns a map from article to where it has a word: how much like it the words are in its title, its names, its lead; their number in the text
async function findWord(word, exact, forms, inPhrase) {
 let rows = [];
 for (const file of await Promise.all(due.map(index => fileOf(word, index))))
  for (const segment in file)
   for (const line of linesOf(file[segment])) {
    const {here, data} = splitLine(line), like = exact ? +(here == word) : likeness(here, word);
    if (like) rows.push({segment, here, like, data});
   }
 // Of a number or a short word, no longer ones, unless there are no others
 if ((word.length < 4 || /\d/.test(word)) && rows.some(row => row.like > .5)) rows = rows.filter(row => row.like > .5);
 const hits = new Map();
 for (const {segment, here, like, data} of rows) {
  forms.add(here);
  let id = starts[segment];
  for (const entry of data.split(";")) {
   const [numbers, count] = entry.split("x"), [step, ...steps] = numbers.split(",").map(Number);
   id += step;
   let hit = hits.get(id), place = 0;
   if (!hit) hits.set(id, hit = {title: 0, names: 0, lead: 0, text: 0, places: []});
   hit.text += like * (count || !steps.length);
   for (const each of steps) {
    hit.places.push(place += each);
    const field = place < NAMES ? "title" : place < LEAD ? "names" : "lead";
    hit[field] = Math.max(hit[field], like);
   }
  }
 }
 if (inPhrase) await addPlaces(word, rows, hits);
 return hits;
}
// Adds where the words are in texts. Of those that most articles have nobody knows, so they may be anywhere
async function addPlaces(word, rows, hits) {
 const known = {};
 for (const file of await Promise.all(due.map(index => fileOf(word, index, "places"))))
  for (const segment in file) known[segment] = new Map(linesOf(file[segment]).map(line => line.split("\t")));
 for (const {segment, here, data} of rows) {
  const placed = known[segment].get(here);
  let id = starts[segment];
  for (const entry of (placed || data).split(";")) {
   const [step, ...steps] = entry.split("x")[0].split(",").map(Number), hit = hits.get(id += step);
   let place = TEXT;
   if (placed) for (const each of steps) hit.places.push(place += each);
   else hit.common = true;
  }
 }
}
// Returns the places where words follow one another; of a common word nobody knows the places in a text
function phrasePlaces(hits) {
 const sets = hits.map(hit => hit && new Set(hit.places)), first = hits.findIndex(hit => !hit.common);
 return hits[Math.max(first, 0)].places.map(place => place - Math.max(first, 0)).filter(start => hits.every(
  (hit, at) => sets[at].has(start + at) || hit.common && start + at >= TEXT));
}
async function findUnit({words, exact, forms}) {
 const all = await Promise.all(words.map(word => findWord(word, exact, forms, words.length > 1)));
 const missing = words.filter((_, at) => !all[at].size);
 if (words.length == 1) return {hits: all[0], missing};
 const both = [...all[0].keys()].filter(id => all.every(hits => hits.has(id))), hits = new Map();
 for (const id of both) {
  const each = all.map(hits => hits.get(id)), places = phrasePlaces(each);
  if (places.length) hits.set(id, {
   places: places.map(place => place + words.length - 1),
   title: +places.some(place => place < NAMES),
   names: +places.some(place => place >= NAMES && place < LEAD),
   lead: +places.some(place => place >= LEAD && place < TEXT),
   text: places.filter(place => place >= TEXT).length,
  });
 }
 if (!hits.size && !exact) both.forEach(id => hits.set(id, all[0].get(id)));
 return {hits, missing};
}
const parse = text => [...text.matchAll(/["“”„«»]([^"“”„«»]*)["“”„«»]?|[^\s"“”„«»]+/g)].map(([raw, quoted]) => (
 {raw, exact: quoted != null, words: wordsOf(quoted ?? raw), forms: new Set()})).filter(unit => unit.words[0]);

async function correct(word) { // the word of the archive that a reader may have meant
 const limit = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
 let best, least = [limit + .6];
 const compare = (other, written, frequency) => {
  if (Math.abs(other.length - word.length) > limit + 3) return;
  const wrong = Math.min(distance(word, other, limit), stem(word).length > 4 ? distance(stem(word), stem(other), limit) + .5 : 9);
  const rank = [wrong, +(other[0] != word[0]), -frequency, other.length], at = rank.findIndex((value, n) => value != least[n]);
  if (wrong <= limit + .5 && at >= 0 && !(rank[at] > least[at])) [best, least] = [written, rank];
 };
 if (!limit || /\d/.test(word)) return;
 // Words that begin alike are loaded already; a list of others is loaded where the beginning seems wrong
 for (const file of await Promise.all(due.map(index => fileOf(word, index))))
  for (const segment in file) for (const {here, written, data} of linesOf(file[segment]).map(splitLine)) compare(here, written, Math.log10(data.length) | 0);
 if (least[0] < 1.6) return best;
 for (const file of await Promise.all(due.map(index => readFile(index, "spellings"))))
  for (const segment in file) for (const line of linesOf(file[segment])) compare(fold(line.slice(1))[0], line.slice(1), line[0]);
 return best;
}

function rank(units, found) { // the articles that have every known word, or else some of them, with their scores
 const known = found.filter(hits => hits.size), scores = new Map(), matched = new Map();
 const weights = known.map(hits => Math.log(1 + articles.length / hits.size));
 for (const id of new Set(known.flatMap(hits => [...hits.keys()]))) {
  let score = 0, count = 0, inTitle = 0, before;
  for (const [at, hits] of known.entries()) {
   const hit = hits.get(id);
   if (hit) {
    count++;
    inTitle += hit.title > .5;
    score += weights[at] * (1.2 * hit.title + .7 * hit.names + .3 * hit.lead + hit.text / (hit.text + 2));
    if (before?.places.some(place => hit.places.includes(place + 1))) score += .5 * weights[at];
   }
   before = hit;
  }
  matched.set(id, count);
  scores.set(id, 1e3 * count + score + 1.5 * (inTitle == units.length));
 }
 const ids = [...scores.keys()], all = ids.filter(id => matched.get(id) == known.length);
 return {scores, some: !all.length, ids: all.length ? all : ids};
}

let form, status, hint, list, further, more, older, sample, results, base, scores, shown, marked, turn = 0, timer;
const asked = () => [...new FormData(form)].filter(one => one[1].trim());
const filtersOf = fields => Object.fromEntries(fields.filter(([name]) => name != "q" && name != "sort"));
const within = filters => base.filter(id => Object.entries(filters).every(([name, value]) => filterIds[name]?.[value]?.has(id)));
const say = (what, count) => status.textContent = what && status.dataset[what].replace("{}", count);

async function search() {
 const mine = ++turn, fields = asked(), {q = "", sort} = Object.fromEntries(fields), filters = filtersOf(fields);
 const units = parse(q), isFiltered = Object.keys(filters)[0], isAsked = units[0] || isFiltered;
 html.classList.toggle("asked", !!isAsked);
 if (!isAsked) {
  list.replaceChildren();
  hint.replaceChildren();
  further.hidden = true;
  base = null;
  return say("");
 }
 say("busy");
 choose();
 for (const word of units.flatMap(unit => unit.words)) due.forEach(index => fileOf(word, index));
 await number();
 const answers = await Promise.all(units.map(findUnit)), unknown = [];
 let isCorrected;
 for (const [at, {hits, missing}] of answers.entries()) {
  if (hits.size || !missing[0]) continue;
  const unit = units[at], words = await Promise.all(unit.words.map(async word => missing.includes(word) && await correct(word) || word));
  unknown.push(unit.raw);
  if (words.every((word, n) => word == unit.words[n])) continue;
  isCorrected = true;
  unit.raw = unit.exact ? `"${words.join(" ")}"` : words.join(" ");
  unit.words = words.flatMap(wordsOf);
  answers[at] = await findUnit(unit);
 }
 if (isFiltered) await readFilters();
 if (mine != turn) return;
 const found = rank(units, answers.map(({hits}) => hits));
 scores = found.scores;
 base = !units[0] ? [...articles.keys()] : units.some((unit, at) => unit.exact && !answers[at].hits.size) ? [] : found.ids;
 results = within(filters).sort((one, other) => {
  const later = articles[other].date > articles[one].date ? 1 : articles[other].date < articles[one].date ? -1 : other - one;
  return sort == "oldest" ? -later : !sort && scores.get(other) - scores.get(one) || later;
 });
 marked = new Set(units.flatMap(unit => [...unit.forms]));
 const {length} = results;
 tell(unknown, isCorrected && units.map(unit => unit.raw).join(" "), length && units[0] && found.some);
 say(length ? new Intl.PluralRules(lang).select(length) : "none", length.toLocaleString(lang));
 html.classList.toggle("asked", !!length); // where nothing is found, the ways to browse
 list.replaceChildren();
 shown = 0;
 if (filterIds) count();
 await show(5); // with the page and the words not more than twelve requests
}

function tell(unknown, meant, isPartial) {
 const line = (text, value) => {
  const [before, after = ""] = text.split("{}"), made = document.createElement("p");
  made.append(before, value, after);
  hint.append(made);
 };
 hint.replaceChildren();
 if (unknown[0]) line(hint.dataset.unknown, unknown.join(", "));
 if (meant) {
  const link = document.createElement("a");
  link.textContent = meant;
  link.href = "?" + new URLSearchParams([["q", meant], ...asked().filter(([name]) => name != "q")]);
  line(hint.dataset.meant, link);
 }
 if (isPartial) line(hint.dataset.some, "");
}

function count() { // beside each choice, the articles under the other filters
 for (const select of form.querySelectorAll("select:not([name=sort])")) {
  const others = filtersOf(asked().filter(([name]) => name != select.name)), ids = within(others);
  for (const option of select.options) {
   const held = option.value && (filterIds[select.name]?.[option.value] || new Set());
   const number = held ? ids.filter(id => held.has(id)).length : ids.length;
   option.textContent = `${option.dataset.name} (${number.toLocaleString(lang)})`;
  }
 }
}

async function show(number) {
 const mine = turn, some = results.slice(shown, shown += number).map(id => articles[id]);
 const pages = some.map(({file, version}) => load(file, version).then(unpack));
 let first;
 for (const page of pages) {
  const made = item(JSON.parse(await page));
  if (mine != turn) return;
  list.append(made);
  first ??= made;
 }
 further.hidden = (more.hidden = shown >= results.length) && (older.hidden = due.length == indexes.length);
 return first;
}

function item({page, title, date, publisher, language, text}) {
 const one = sample.content.firstElementChild.cloneNode(true), marks = new Set();
 const [link, name, time, excerpt] = one.querySelectorAll("a, bdi, time, p");
 link.textContent = title;
 link.lang = excerpt.lang = language;
 for (const [part, isWord] of excerptOf(text, title)) {
  const node = document.createElement(isWord ? "mark" : "span");
  node.textContent = part;
  if (isWord) marks.add(encodeURIComponent(part).replace(/-/g, "%2D"));
  excerpt.append(node);
 }
 link.href = "../" + page + (marks.size ? "#:~:text=" + [...marks].slice(0, 8).join("&text=") : "");
 publisher ? name.textContent = publisher : name.remove();
 const [year, month, day] = date.split("-"), when = new Date(Date.UTC(year, month ? month - 1 : 0, day || 1));
 when.setUTCFullYear(year);
 const parts = {year: "numeric", month: month && "long", day: day && "numeric", timeZone: "UTC"};
 date ? time.textContent = when.toLocaleDateString(lang, parts) : time.remove();
 return one;
}

const LENGTH = 32; // words of an excerpt
function excerptOf(text, title) { // its parts, and whether each is a word that was asked for; never the headline again
 const headline = wordsOf(title).join(" ");
 const body = text.split(/\n+/).filter(line => wordsOf(line).join(" ") != headline)
  .map(line => line.trim() + (/[\p{L}\p{N}]$/u.test(line) ? " · " : " ")).join("").replace(/[ ·]+$/, "");
 const words = [...body.matchAll(WORD)].map(word => ({start: word.index, end: word.index + word[0].length, forms: fold(word[0]).filter(form => marked.has(form))}));
 let begin = 0, most = 0;
 words.forEach((word, at) => {
  if (!word.forms[0]) return;
  const number = new Set(words.slice(at, at + LENGTH - 8).flatMap(({forms}) => forms)).size;
  if (number > most) [begin, most] = [at, number];
 });
 // From the beginning of a sentence, if one is near
 let from = Math.max(0, begin - 7);
 for (let at = begin; at > from; at--) if (/[.!?…]["»”)]?\s+$/.test(body.slice(words[at - 1].end, words[at].start))) from = at;
 if (from && begin < 12) from = 0;
 const some = words.slice(from, from + LENGTH), parts = [];
 let end = from ? some[0].start : 0;
 if (from) parts.push(["… ", false]);
 for (const word of some) if (word.forms[0]) {
  parts.push([body.slice(end, word.start), false], [body.slice(word.start, word.end), true]);
  end = word.end;
 }
 const isWhole = from + LENGTH >= words.length;
 parts.push([isWhole ? body.slice(end) : body.slice(end, some.at(-1)?.end) + " …", false]);
 return parts;
}

function readAddress() {
 for (const one of form) if (one.name) one.value = new URLSearchParams(location.search).get(one.name) || "";
 search();
}
function start() {
 [form, status, hint, list, further, more, older, sample] = "search status hint results further more older result".split(" ").map(id => document.getElementById(id));
 indexes = JSON.parse(form.dataset.indexes).map(([name, [words, places], articles, version, days]) => ({name, words, places, articles, version, days}));
 const address = () => "?" + new URLSearchParams(asked());
 const visit = how => {
  try {history[how](0, "", address());} catch {} // not every browser allows it from a disk
 };
 form.onsubmit = event => {
  event.preventDefault();
  clearTimeout(timer);
  if (location.search != address()) visit("pushState");
  everything = false;
  search();
 };
 form.onchange = event => event.target.name != "q" && form.requestSubmit();
 form.oninput = event => {
  if (event.target.name != "q") return;
  clearTimeout(timer);
  html.classList.toggle("asked", !!asked()[0]);
  timer = setTimeout(() => {
   visit("replaceState");
   search();
  }, 250);
 };
 // The numbers are loaded when somebody turns to the filters
 for (const kind of ["focusin", "pointerover"]) form.querySelector(".fields").addEventListener(kind, async () => {
  const mine = turn;
  if (!base || filterIds) return;
  await readFilters();
  if (mine == turn) count();
 });
 more.onclick = async () => (await show(10))?.querySelector("a").focus();
 let moved; // by hand, not by the focus
 for (const kind of ["wheel", "touchmove"]) addEventListener(kind, event => moved = event.timeStamp, {passive: true});
 addEventListener("scroll", event => {
  if (!(event.timeStamp - moved < 1e3) || further.hidden || more.hidden || more.getBoundingClientRect().top > innerHeight) return;
  further.hidden = true;
  show(10);
 });
 older.onclick = () => {everything = true; search(); form.q.focus();};
 onpopstate = readAddress;
 onunhandledrejection = () => say("failed", ++turn);
 const slash = document.getElementById("slash");
 try {slash.checked = !localStorage.noSlash;} catch {}
 slash.onchange = () => localStorage.noSlash = slash.checked ? "" : 1;
 slash.closest("p").hidden = false;
 readAddress();
}
addEventListener("DOMContentLoaded", start);
}
