// `/` opens the search.
onkeydown = event => {
 if (event.key != "/" || event.ctrlKey || event.altKey || event.metaKey || event.target.form) return;
 try {if (localStorage.noSlash) return;} catch {}
 event.preventDefault();
 const {search} = document.forms;
 if (search && !search.hidden) search.q.select(); else location = document.querySelector("a[rel=search]") + "#q";
};
