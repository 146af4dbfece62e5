// The key `/` leads to the search, until a reader switches that off there: keys that stand alone can be in the way.
addEventListener("keydown", event => {
  if (event.key != "/" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.("input, select, textarea, [contenteditable]")) return;
  try { if (localStorage.getItem("kursk-archive-slash") == "off") return; } catch { /* nothing is kept here */ }
  const field = document.querySelector("form:not([hidden]) > * > #q"), link = document.querySelector("a[rel=search]");
  if (!field && !link) return;
  event.preventDefault();
  if (field) field.select(); else location.href = link.href + "#q";
});
