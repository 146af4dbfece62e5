// Small helps for readers, absent without JavaScript: dark or light colours, and a button that copies the citation.
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
  const sentence = document.querySelector(".sentence[data-copy]");
  if (sentence) add(sentence.parentNode.insertBefore(document.createElement("p"), sentence.nextSibling), sentence.dataset.copy, button => {
   getSelection().selectAllChildren(sentence);
   button.setAttribute("aria-live", "polite");
   if (document.execCommand("copy")) button.textContent = sentence.dataset.done;
  });
 });
}
