// Small helps for readers, absent without JavaScript: dark or light colours, today among the days of other years, a button
// that copies the citation, and the key `/`, which leads to the field of the search.
{
 const root = document.documentElement, words = document.currentScript.dataset, dark = matchMedia("(prefers-color-scheme: dark)");
 const add = (place, text, act) => {
  const button = document.createElement("button");
  button.type = "button"; button.className = "help"; button.textContent = text; button.onclick = () => act(button);
  place.append(button);
 };
 const chosen = () => root.dataset.theme || (dark.matches ? "dark" : "light");
 const offered = () => words[chosen() == "dark" ? "light" : "dark"];
 try {root.dataset.theme = localStorage.theme || "";} catch {}
 addEventListener("DOMContentLoaded", () => {
  const foot = document.querySelector(".colophon ul");
  if (foot) add(foot.appendChild(document.createElement("li")), offered(), button => {
   const theme = root.dataset.theme = chosen() == "dark" ? "light" : "dark";
   try {localStorage.theme = theme;} catch {}
   button.textContent = offered();
  });
  const days = document.querySelector("[data-today]"), now = new Date();
  if (days) {
   const [month, day] = [now.getMonth() + 1, now.getDate()].map(number => String(number).padStart(2, "0"));
   const link = document.createElement("a");
   link.href = days.dataset.today + month + ".html#d-" + month + "-" + day;
   link.textContent = now.toLocaleDateString(root.lang, {day: "numeric", month: "long"});
   days.prepend(document.createElement("li"));
   days.firstChild.append(link);
  }
  const sentence = document.querySelector(".sentence[data-copy]");
  if (sentence) add(sentence.parentNode.insertBefore(document.createElement("p"), sentence.nextSibling), sentence.dataset.copy, button => {
   getSelection().selectAllChildren(sentence);
   button.setAttribute("aria-live", "polite");
   if (document.execCommand("copy")) button.textContent = sentence.dataset.done;
  });
 });
 onkeydown = event => {
  const field = document.querySelector("input[name=q]");
  if (!field || event.key != "/" || event.ctrlKey || event.altKey || event.metaKey || event.target.form) return;
  try {if (localStorage.noSlash) return;} catch {}
  event.preventDefault();
  field.select();
 };
}
